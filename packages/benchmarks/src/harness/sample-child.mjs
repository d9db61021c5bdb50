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
const rowModule = await import(`../rows/${row}.mjs`);
const { freshCalls, fillCalls = 0 } = rowModule;

const takeSample =
  freshCalls === undefined ? await prepareSteady() : await prepareFresh(freshCalls);
warmYardstick();

const results = [];
let before = timeYardstick();
for (let sample = 0; sample < samples; sample++) {
  const ns = await takeSample();
  const after = timeYardstick();
  results.push({ ns, yardstickMs: (before + after) / 2 });
  before = after;
}
process.send(results, () => process.exit(0));

/** A subject and the row's loop over it. */
async function openLoop() {
  const { client, ...opened } = await open({ udpPort, ...rowModule.open });
  const loop = rowModule[door](client);
  prove(loop, opened.recorded);
  return { ...opened, loop };
}

/** Calls that are refused would be quick. */
function prove(loop, recorded) {
  if (recorded === undefined) return;
  const recordedBefore = recorded();
  loop(100);
  if (recorded() - recordedBefore !== 100)
    throw new Error(`${subject} refuses the calls of ${row}`);
}

/** One subject that goes on and on. */
async function prepareSteady() {
  const { loop, settle } = await openLoop();
  loop(fillCalls);
  const chunk = await warm(loop);
  await settle?.();
  return async () => {
    const ns = await sampleSteady(loop, chunk);
    await settle?.();
    return ns;
  };
}

/** Lets the compiler finish, and answers how many calls take about 4 ms. */
async function warm(loop) {
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
  return Math.max(100, Math.round((calls * 4) / took));
}

/** What is put off to later turns, such as sending, is part of the price. */
async function sampleSteady(loop, chunk) {
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

/** A new subject after so many calls, because each of them is one it has not seen before. */
async function prepareFresh(calls) {
  for (let round = 0; round < 3; round++) await timeFresh(calls);
  return async () => {
    let took = 0;
    let rounds = 0;
    for (; took < sampleMs; rounds++) took += await timeFresh(calls);
    return (took * 1e6) / (rounds * calls);
  };
}

async function timeFresh(calls) {
  const { loop, close } = await openLoop();
  globalThis.gc?.();
  const start = mainThreadMs();
  loop(calls);
  const took = mainThreadMs() - start;
  await close?.();
  return took;
}

function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
