// The example at the top of README.md, with something to time.
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';

dogStats.start();
dogStats.increment('page.views', 1, { page: 'home' });
const getUser = dogStats.timed('user.query.time', loadUser);
await getUser(42);
const report = await dogStats.flush();
console.log(report);

async function loadUser(id: number): Promise<{ id: number }> {
  await sleep(10);
  return { id };
}
