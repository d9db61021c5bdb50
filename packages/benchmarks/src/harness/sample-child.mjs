/**
 * One subject in one row, in a process of its own: so each call site sees one kind of object, and no
 * subject pays for another one's garbage.
 *
 * Sends its samples to the parent: nanoseconds a call beside what the yardstick took.
 */
import { mainThreadMs } from './main-thread-clock.mjs';
import { timeYardstick, warmYardstick } from './yardstick.mjs';

const { row, subject, samples, sampleMs, udpPort } = JSON.parse(process.argv[2]);

const { open, door } = await import(`../subjects/${subject}.mjs`);
const { client, recorded, settle } = await open({ udpPort });
const rowModule = await import(`../rows/${row}.mjs`);
const loop = rowModule[door](client);

prove();
const chunk = await warm();
warmYardstick();

const results = [];
let before = timeYardstick();
for (let sample = 0; sample < samples; sample++) {
  const ns = await takeSample();
  await settle?.();
  const after = timeYardstick();
  results.push({ ns, yardstickMs: (before + after) / 2 });
  before = after;
}
process.send(results, () => process.exit(0));

/** Calls that are refused would be quick. */
function prove() {
  if (recorded === undefined) return;
  const before = recorded();
  loop(100);
  if (recorded() - before !== 100) throw new Error(`${subject} refuses the calls of ${row}`);
}

/** Lets the compiler finish, and answers how many calls take about 4 ms. */
async function warm() {
  let calls = 100;
  let took = 0;
  const end = performance.now() + 400;
  while (performance.now() < end) {
    const start = performance.now();
    loop(calls);
    took = performance.now() - start;
    if (took < 4) calls = Math.ceil(calls * 1.5);
    await turn();
  }
  await settle?.();
  return Math.max(100, Math.round((calls * 4) / took));
}

/** What is put off to later turns, such as sending, is part of the price. */
async function takeSample() {
  globalThis.gc?.();
  let calls = 0;
  let took = 0;
  const start = mainThreadMs();
  while (took < sampleMs) {
    for (let round = 0; round < 5; round++) {
      loop(chunk);
      await turn();
    }
    calls += 5 * chunk;
    took = mainThreadMs() - start;
  }
  return (took * 1e6) / calls;
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
