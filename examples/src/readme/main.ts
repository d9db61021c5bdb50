// The code of README.md that is not the quick start. A test compares the two, and runs this.
import { setTimeout as sleep } from 'node:timers/promises';
import { DogStats, dogStats } from 'dogstats';

interface User {
  readonly id: number;
}

const database = {
  async find(id: number): Promise<User> {
    await sleep(5);
    return { id };
  },
};

class Users {
  @dogStats.timed('user.load.time', { tags: { from: 'db' } })
  async load(id: number): Promise<User> {
    return await database.find(id);
  }
}

function buildReport(users: readonly User[]): string {
  using _timer = dogStats.timer('report.build.time', { unit: 'ms' }); // ends with the block
  return JSON.stringify(users);
}

dogStats.start({ prefix: 'shop', tags: { team: 'web' } });

dogStats.gauge('queue.depth', 12, ['queue:mail'], { timestamp: new Date() });

const audit = new DogStats(); // independent of the shared one
audit.start({ prefix: 'audit', rollUpIntervalSeconds: 60, histogram: { percentiles: [0.5, 0.9] } });

audit.histogram('rows.read', 1204);
buildReport([await new Users().load(1)]);
console.log(await dogStats.close(), await audit.close());
