import { measureBesideFloor } from '../harness/measure-beside-floor.mjs';

const child = new URL('./query-child.mjs', import.meta.url);

const series = 1_000;
const seconds = 3_600;
/** Enough for the steps of the clock of CPU time not to matter. */
const queries = 20;

export const queryRowNames = ['query'];

/** What the local intake needs to answer a query, beside a plain loop over the same arrays. */
export function measureQuery({ rounds, samples }, onProgress) {
  const settings = { rounds, samples, queries, series, seconds };
  return measureBesideFloor(child, 'query', settings, onProgress);
}
