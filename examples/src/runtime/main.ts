// How the process is doing: event loop, garbage collection, memory, CPU, handles.
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';
import { runtimeMetrics } from 'dogstats/runtime';

dogStats.start();
const runtime = runtimeMetrics({ tags: { role: 'worker' } }); // every 10 s, until stop()

await sleep(50);
sumUp(200); // nothing else can run meanwhile: a delay of the event loop
await sleep(50);

runtime.collect(); // now, as this program ends before the 10 s are over
runtime.stop();
console.log((await dogStats.close()).ok);

function sumUp(milliseconds: number): number {
  const end = performance.now() + milliseconds;
  let sum = 0;
  while (performance.now() < end) sum++;
  return sum;
}
