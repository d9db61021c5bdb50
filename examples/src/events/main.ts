// Events and service checks, from the same client: sent with the next flush, each with an account.
import { dogStats } from 'dogstats';

dogStats.start({ tags: { team: 'web' } });

dogStats.event('Deployed shop 1.2.3', 'by CI', {
  alertType: 'success',
  aggregationKey: 'deploy-shop',
  tags: ['service:shop'],
});
dogStats.serviceCheck('database.up', 'ok');
dogStats.serviceCheck('queue.up', 'critical', { message: 'no answer for 30 s' });
dogStats.increment('deploys');

const { ok, accepted, notices } = await dogStats.close();
const [id] = notices?.eventIds ?? []; // text: ids have more digits than a number can hold
console.log(ok, accepted, notices?.accepted, typeof id);
if (id !== undefined) console.log(id);
