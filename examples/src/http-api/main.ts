// The rest of dogapi: what a deployment does by hand, and undoes. Needs DD_API_KEY and DD_APP_KEY.
import { DogHttpApi } from '@dogstats/http-api';

const api = new DogHttpApi({ swallow: false });
const inAnHour = new Date(Date.now() + 3_600_000);

const deployed = await api.event('Deployed shop 1.2.3', 'by CI', { tags: ['service:shop'] });
await api.metric('shop.deploys', 1, { metricType: 'count', tags: ['service:shop'] });
await api.addTags('web-1', ['service:shop', 'version:1.2.3']);

const monitor = await api.monitor('metric alert', 'avg(last_5m):avg:load{service:shop} > 4', {
  name: 'Load of the shop',
});
await api.muteMonitor(monitor, { scope: 'host:web-1', end: inAnHour });

// A timeboard, as dogapi described it; a dashboard today.
const board = await api.createDashboard('Shop', 'what it does', [
  {
    title: 'Deployments',
    definition: {
      viz: 'timeseries',
      requests: [{ q: 'sum:shop.deploys{*}.as_count()', type: 'bars' }],
      events: [{ q: 'tags:service:shop' }],
    },
  },
]);

const { canceled } = await api.unmuteMonitor(monitor, { scope: 'host:web-1' });
const { title } = await api.getEvent(deployed);
const { graphs } = await api.dashboard(board);
console.log(title, await api.hostTags('web-1'), canceled.length, graphs[0]?.definition['viz']);
await api.close();
