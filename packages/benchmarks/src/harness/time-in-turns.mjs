import { mainThreadMs } from './main-thread-clock.mjs';

/**
 * Times subjects in turns: main-thread milliseconds of each sample, for one of its times.
 *
 * @param subjects functions by name, that do something so many times
 */
export async function timeInTurns(subjects, samples, times) {
  const results = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));
  for (const subject of Object.values(subjects)) await subject(times);
  for (let sample = 0; sample < samples; sample++) {
    for (const [name, subject] of Object.entries(subjects)) {
      globalThis.gc();
      const start = mainThreadMs();
      await subject(times);
      results[name].push((mainThreadMs() - start) / times);
    }
  }
  return results;
}
