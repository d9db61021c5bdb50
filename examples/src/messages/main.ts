// Mistakes, and what is said of them: once, with a code and with the line that made them. Nothing throws.
import { dogStats } from 'dogstats';

dogStats.start();

for (let second = 0; second < 1000; second++) {
  dogStats.gauge('queue.depth', Number.NaN); // DS204
  dogStats.increment('page views!', 1, ['User Name:Ann B']); // DS203 and DS201
  dogStats.gauge('room', 21, [], { timestamp: Date.now() }); // DS205: milliseconds
}

const report = await dogStats.close();
console.log(report.ok, report.accepted, dogStats.stats().dropped); // what was counted all the same
