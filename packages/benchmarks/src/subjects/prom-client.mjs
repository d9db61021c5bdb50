import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export const title = 'prom-client';
export const door = 'labels';

export function open() {
  const register = new Registry();
  const options = (name, labelNames) => ({
    name,
    help: name,
    labelNames,
    registers: [register],
  });
  const client = {
    counter: (name, labelNames) => new Counter(options(name, labelNames)),
    gauge: (name, labelNames) => new Gauge(options(name, labelNames)),
    histogram: (name, labelNames) => new Histogram(options(name, labelNames)),
  };
  return { client };
}
