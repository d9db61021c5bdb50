/**
 * A query of the intake beside a plain loop over the same arrays, in one process: main-thread time of
 * each. The client has a thread of its own, which does not count.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createIntake } from '@dogstats/intake';
import { timeInTurns } from '../harness/time-in-turns.mjs';

const { samples, queries, series, seconds } = JSON.parse(process.argv[2]);
const interval = 20;
const to = Math.floor(Date.now() / 60_000) * 60;
const from = to - seconds;

const intake = await createIntake({ port: 0, retentionSeconds: 2 * seconds });
await intake.seed({ generate: [{ metric: 'm', series, from, to, interval: 10 }] });
const arrays = intake.series({ metric: 'm' }).map(({ points }) => ({
  timestamps: Uint32Array.from(points, ({ timestamp }) => timestamp),
  values: Float64Array.from(points, ({ value }) => value),
}));

const query = encodeURIComponent(`sum:m{*}.rollup(avg, ${interval})`);
const client = new Worker(new URL('./query-client.mjs', import.meta.url), {
  workerData: { url: `${intake.url}/api/v1/query?from=${from}&to=${to}&query=${query}` },
});

const [answered] = await ask(1);
const { pointlist } = JSON.parse(answered).series[0];
const wanted = loop();
if (pointlist.length !== wanted.length) throw new Error('intervals are missing');
for (const [index, [, value]] of pointlist.entries()) {
  if (Math.abs(value - wanted[index]) > 1e-6 * value) throw new Error('the loop says otherwise');
}

const facts = { series, points: arrays.reduce((sum, { values }) => sum + values.length, 0) };
const times = await timeInTurns({ intake: ask, floor: loopOften }, samples, queries);
await client.terminate();
await intake.close();
process.send({ facts, ...times }, () => process.exit(0));

function ask(times) {
  client.postMessage(times);
  return once(client, 'message');
}

function loopOften(times) {
  for (let i = 0; i < times; i++) loop();
}

/** The average of each series in each interval, added up: one pass over the points, no questions asked. */
function loop() {
  const length = Math.ceil(seconds / interval);
  const total = new Float64Array(length);
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  for (const { timestamps, values } of arrays) {
    sums.fill(0);
    counts.fill(0);
    for (let at = 0; at < timestamps.length; at++) {
      const slot = Math.floor((timestamps[at] - from) / interval);
      sums[slot] += values[at];
      counts[slot]++;
    }
    for (let slot = 0; slot < length; slot++) {
      if (counts[slot] > 0) total[slot] += sums[slot] / counts[slot];
    }
  }
  return total;
}
