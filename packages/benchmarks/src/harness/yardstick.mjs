import { mainThreadMs } from './main-thread-clock.mjs';

const keys = Array.from({ length: 64 }, (_, index) => `key-${index}`);
const cells = new Map(keys.map((key) => [key, { value: 0 }]));

/**
 * Main-thread milliseconds that a fixed piece of work takes right now: look-ups and small arrays, as
 * in what is measured. Says how fast the machine is at this moment.
 */
export function timeYardstick() {
  const start = mainThreadMs();
  work(1_500_000);
  return mainThreadMs() - start;
}

function work(times) {
  for (let i = 0; i < times; i++) {
    const steps = [keys[i & 63], keys[(i * 7) & 63], keys[(i * 13) & 63]];
    for (let step = 0; step < steps.length; step++) cells.get(steps[step]).value += step;
  }
}

export function warmYardstick() {
  for (let round = 0; round < 10; round++) work(20_000);
  timeYardstick();
}
