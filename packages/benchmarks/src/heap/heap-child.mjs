/**
 * What one subject holds, in a process of its own: bytes of the heap and of buffers after a
 * collection, less those before anything was recorded.
 */
import { fresh, shared } from './contexts.mjs';
import { record } from './worst-samples.mjs';

const { subject, what, histograms } = JSON.parse(process.argv[2]);
const ours = subject === 'dogstats' ? './subjects/dogstats.mjs' : `../subjects/${subject}.mjs`;
const { open, door } = await import(ours);
const { client, roll } = await open({});

const recordAll =
  what === 'histogram'
    ? record[door](client, histograms)
    : () => fillAndRoll({ shared, fresh }[what][door](client));
// Compiled code is no business of a histogram.
if (what === 'histogram') record[door](client, 1, 'warm')();
const before = await heldBytes();
await recordAll();
const after = await heldBytes();
process.send({ bytes: after - before }, () => process.exit(0));

/** Three rolls of the bucket, each time with a call for every series, and a fourth call. */
async function fillAndRoll(callAll) {
  for (let round = 0; round < 3; round++) {
    callAll();
    await roll?.();
  }
  callAll();
}

async function heldBytes() {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, external } = process.memoryUsage();
  // So that nothing is let go before it is weighed.
  return client === undefined ? 0 : heapUsed + external;
}
