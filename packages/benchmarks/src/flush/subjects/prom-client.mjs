import { Agent } from 'node:http';
import { Counter, Pushgateway, Registry } from 'prom-client';
import { customers, routes, statuses } from '../../harness/hundred-thousand-tags.mjs';

export const title = 'prom-client, pushed';

export function open({ url }) {
  const register = new Registry();
  const requests = new Counter({
    name: 'http_requests',
    help: 'http_requests',
    labelNames: ['customer', 'route', 'status'],
    registers: [register],
  });
  const gateway = new Pushgateway(
    url,
    { headers: { 'Content-Encoding': 'gzip' }, agent: new Agent({ keepAlive: true }) },
    register,
  );
  return {
    add: (value, _, { customer, route, status }) =>
      requests.inc(
        { customer: customers[customer], route: routes[route], status: statuses[status] },
        value,
      ),
    flush: () => gateway.push({ jobName: 'benchmark' }),
  };
}
