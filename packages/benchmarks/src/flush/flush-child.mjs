/**
 * One subject that flushes some number of series a few times, in a process of its own. Sends what
 * each flush took to the parent.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  combinations,
  customerTags,
  routeTags,
  statusTags,
} from '../harness/hundred-thousand-tags.mjs';
import { mainThreadMs } from '../harness/main-thread-clock.mjs';
import { timeYardstick, warmYardstick } from '../harness/yardstick.mjs';

const { subject, series, flushes, url } = JSON.parse(process.argv[2]);
const { open } = await import(`./subjects/${subject}.mjs`);
const { add, flush } = await open({ url, maxContexts: 2 * series });

/** A service flushes all day: the compiler has seen it before. */
const unmeasured = 2;

warmYardstick();
const results = [];
for (let round = -unmeasured; round < flushes; round++) {
  record(round);
  await rest();
  const result = await measureFlush();
  const arrived = await (await fetch(`${url}/tally`)).json();
  if (arrived.series !== series)
    throw new Error(`${subject}: ${arrived.series} of ${series} series arrived`);
  if (round >= 0) results.push({ ...result, ...arrived, yardstickMs: timeYardstick() });
}
process.send(results, () => process.exit(0));

function record(round) {
  for (let index = 0; index < series; index++) {
    const combination = combinations[index];
    const { customer, route, status } = combination;
    // Values of one to four digits, without a pattern.
    const value = 1 + ((((index + 1) * 48_271 + round * 7919) % 65_537) % 10 ** (1 + (index % 4)));
    add(value, [customerTags[customer], routeTags[route], statusTags[status]], combination);
  }
}

async function measureFlush() {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await rest();
  delays.reset();
  // It tells the time between two of its ticks, so one of them has to come first.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const startMs = performance.now();
  const startCpuMs = mainThreadMs();
  const startProcess = process.cpuUsage();
  await flush();
  const cpuMs = mainThreadMs() - startCpuMs;
  const { user, system } = process.cpuUsage(startProcess);
  const totalMs = performance.now() - startMs;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delays.disable();
  return { cpuMs, processCpuMs: (user + system) / 1000, totalMs, blockMs: delays.max / 1e6 };
}

/** Lets what is put off have its turn, and begins with an empty heap. */
async function rest() {
  globalThis.gc?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
}
