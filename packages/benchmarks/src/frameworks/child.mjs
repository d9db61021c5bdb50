/** One subject in a process of its own: nanoseconds of the main thread for each of its times. */
import { dogStats } from 'dogstats';
import { mainThreadMs } from '../harness/main-thread-clock.mjs';
import { nullSink } from '../harness/null-sink.mjs';
import { silentLogger } from '../harness/silent-logger.mjs';
import { median } from '../harness/statistics.mjs';
import { subjects } from './subjects.mjs';

const { subject } = JSON.parse(process.argv[2]);

dogStats.start({ sink: nullSink, logger: silentLogger, autoFlush: false, env: {} });
const loop = subjects[subject].open();
const times = await warm();
const samples = [];
for (let sample = 0; sample < 7; sample++) {
  const start = mainThreadMs();
  loop(times);
  samples.push(((mainThreadMs() - start) * 1e6) / times);
  await dogStats.flush();
}
process.send(median(samples), () => process.exit(0));

/** Lets the compiler finish, and answers how many times take about 100 ms. */
async function warm() {
  let count = 10;
  let took = 0;
  const end = performance.now() + 600;
  while (performance.now() < end || took < 50) {
    const start = mainThreadMs();
    loop(count);
    took = mainThreadMs() - start;
    if (took < 50) count = Math.ceil(count * 1.5);
    await dogStats.flush();
  }
  return Math.ceil((count * 100) / took);
}
