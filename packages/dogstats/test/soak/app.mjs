// The near side of the soak: records at full speed over 5,000 contexts, and says what became of it.
import { subscribe } from 'node:diagnostics_channel';
import { dogStats } from 'dogstats';

const [url, seconds] = process.argv.slice(2);
const counts = 4_000;
const others = 1_000;
const quarterAt = performance.now() + (Number(seconds) * 1_000) / 4;

const recorded = { counted: 0, samples: 0 };
let heapAtQuarter = 0;
let mostSockets = 0;
let stopped = false;
/** Those that were not destroyed: one that is may take a while to be gone. */
let sockets = [];
subscribe('undici:client:connected', ({ socket }) => {
  sockets = [...sockets.filter(({ destroyed }) => !destroyed), socket];
  mostSockets = Math.max(mostSockets, sockets.length);
});
process.once('message', () => {
  stopped = true;
});

function heapBytes() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

dogStats.start({
  url,
  apiKey: 'soak',
  env: {},
  flushIntervalSeconds: 1,
  rollUpIntervalSeconds: 1,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
});

let call = 0;
/** A few milliseconds of nothing but recording. */
function recordSome() {
  for (let batch = 0; batch < 5_000; batch++) {
    call++;
    dogStats.increment('soak.count', 1, { context: call % counts });
    recorded.counted++;
    if (call % 16 === 0) dogStats.gauge('soak.gauge', call, { context: call % others });
    if (call % 32 === 0)
      dogStats.histogram('soak.histogram', call % 97, { context: call % others });
    if (call % 2_000 === 0) {
      dogStats.distribution('soak.distribution', call % 97, { context: call % others });
      recorded.samples++;
    }
  }
}

while (!stopped) {
  recordSome();
  await new Promise((resolve) => setImmediate(resolve));
  if (heapAtQuarter === 0 && performance.now() >= quarterAt) heapAtQuarter = heapBytes();
}

let report = await dogStats.flush({ timeoutMs: 60_000 });
for (let again = 0; again < 3 && report.retained > 0; again++) {
  report = await dogStats.flush({ timeoutMs: 30_000 });
}
// What is sent once more after an attempt of unknown outcome changes nothing but the last word, and
// is held until then.
await new Promise((resolve) => setTimeout(resolve, 12_000));
const heapAtEnd = heapBytes();
const stats = dogStats.stats();
await dogStats.close();
process.send({ ...recorded, stats, heapAtQuarter, heapAtEnd, mostSockets });
process.disconnect();
