import { measureBesideFloor } from '../harness/measure-beside-floor.mjs';

const child = new URL('./ingest-child.mjs', import.meta.url);

/** Enough for the steps of the clock of CPU time not to matter. */
const payloads = 20;

export const ingestRowNames = ['ingest'];

/** What the local intake needs for a full payload, beside inflating and parsing the same bytes. */
export function measureIngest({ rounds, samples }, onProgress) {
  return measureBesideFloor(child, 'ingest', { rounds, samples, payloads }, onProgress);
}
