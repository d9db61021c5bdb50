// The example at the top of README.md, with something to time.
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';

dogStats.start(); // reads DD_API_KEY, DD_SITE, DD_ENV, DD_SERVICE, DD_VERSION, DD_TAGS
dogStats.increment('page.views', 1, { page: 'home' });
const getUser = dogStats.timed('user.query.time', loadUser); // sync or async, seconds
await getUser(42);
const report = await dogStats.flush(); // or leave it to the timer
console.log(report.ok, report.accepted);

async function loadUser(id: number): Promise<{ id: number }> {
  await sleep(10);
  return { id };
}
