import { forkForMessage } from '../harness/fork-for-message.mjs';
import { summarize } from '../harness/statistics.mjs';
import { contexts } from './contexts.mjs';

const child = new URL('./heap-child.mjs', import.meta.url);
const ofSeries = ['dogstats', 'datadog-metrics', 'prom-client', 'floor', 'trie'];
const ofHistograms = ['dogstats', 'datadog-metrics', 'prom-client'];

/** Rows of what is held, in bytes for each series or histogram. */
const rows = [
  {
    name: 'heap-shared-strings',
    title: 'a series, strings of the service',
    subjects: ofSeries,
    settings: { what: 'shared' },
    divisor: contexts,
  },
  {
    name: 'heap-fresh-strings',
    title: 'a series, strings made for the call',
    subjects: ofSeries,
    settings: { what: 'fresh' },
    divisor: contexts,
  },
  {
    name: 'heap-16-histograms',
    title: 'each of 16 histograms after 1,000,000 samples',
    subjects: ofHistograms,
    settings: { what: 'histogram', histograms: 16 },
    divisor: 16,
  },
];

export const heapRowNames = rows.map(({ name }) => name);

/** Hardly moves from one time to the next: two rounds show that. */
export async function measureHeap(wanted, { rounds }, onProgress) {
  const measured = [];
  for (const { name, title, subjects, settings, divisor } of rows.filter((row) =>
    wanted(row.name),
  )) {
    const results = [];
    for (const subject of subjects) {
      const bytes = [];
      for (let round = 0; round < Math.min(rounds, 2); round++) {
        onProgress(`${name}, ${subject}, round ${round + 1}`);
        bytes.push((await forkForMessage(child, { ...settings, subject })).bytes / divisor);
      }
      const module = await import(`../subjects/${subject}.mjs`);
      results.push({ name: subject, title: module.title, bytes: summarize(bytes) });
    }
    measured.push({ name, title, subjects: results });
  }
  return measured;
}
