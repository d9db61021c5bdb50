import { readdir } from 'node:fs/promises';
import { forkForMessage } from './harness/fork-for-message.mjs';
import { openUdpDrain } from './harness/open-udp-drain.mjs';
import { median, summarize } from './harness/statistics.mjs';

const child = new URL('./harness/sample-child.mjs', import.meta.url);

/** In the order of the tables' columns. */
const subjectNames = [
  'dogstats',
  'datadog-metrics',
  'hot-shots',
  'hot-shots-aggregating',
  'hot-shots-drop-in',
  'prom-client',
  'floor',
  'trie',
  'handle',
  'empty',
];

/** All rows that a filter leaves: one for each file of `rows/`. */
export async function findRows(wanted) {
  const files = await readdir(new URL('./rows/', import.meta.url));
  const names = files.map((file) => file.replace('.mjs', '')).filter(wanted);
  const subjects = await Promise.all(
    subjectNames.map(async (name) => ({ name, ...(await import(`./subjects/${name}.mjs`)) })),
  );
  return Promise.all(
    names.map(async (name) => {
      const row = await import(`./rows/${name}.mjs`);
      const takesPart = (subject) =>
        row[subject.door] !== undefined &&
        (row.subjects?.includes(subject.name) ?? !subject.onRequest);
      const { title, base = 'trie' } = row;
      return { name, title, base, subjects: subjects.filter(takesPart) };
    }),
  );
}

/** The same rows with ours and what it is compared with alone; none where that is a peer's client. */
export function withoutPeers(rows) {
  return rows
    .filter(({ subjects }) => subjects.some(({ name }) => name === 'dogstats'))
    .map((row) => ({
      ...row,
      subjects: row.subjects.filter(({ name }) => name === 'dogstats' || name === row.base),
    }));
}

/**
 * Nanoseconds of main-thread CPU per call, of every subject in every row. Each round takes them all
 * in turn, each time from another one on, in fresh processes.
 */
export async function measureRecording(rows, settings, onProgress) {
  const { rounds, samples, sampleMs, execPath } = settings;
  const drain = await openUdpDrain();
  const cells = rows.flatMap((row) =>
    row.subjects.map((subject) => ({ row, subject, rounds: [] })),
  );
  try {
    for (let round = 0; round < rounds; round++) {
      const first = Math.floor((round * cells.length) / rounds);
      for (const cell of [...cells.slice(first), ...cells.slice(0, first)]) {
        onProgress(`round ${round + 1} of ${rounds}: ${cell.row.name}, ${cell.subject.name}`);
        cell.rounds[round] = await forkForMessage(
          child,
          {
            row: cell.row.name,
            subject: cell.subject.name,
            samples,
            sampleMs,
            udpPort: drain.port,
          },
          execPath,
        );
      }
    }
  } finally {
    drain.close();
  }
  return rows.map((row) => summarizeRow(row, cells));
}

/** Brings every sample to the run's median speed, then takes the median of each process. */
function summarizeRow(row, cells) {
  const usual = median(
    cells.flatMap(({ rounds }) => rounds.flat().map(({ yardstickMs }) => yardstickMs)),
  );
  const results = cells
    .filter((cell) => cell.row === row)
    .map(({ subject, rounds }) => ({
      name: subject.name,
      title: subject.title,
      roundNs: rounds.map((samples) =>
        median(samples.map(({ ns, yardstickMs }) => (ns * usual) / yardstickMs)),
      ),
    }));
  const roundsOf = (name) => results.find((result) => result.name === name)?.roundNs;
  const ratios = ({ roundNs }, other) =>
    other && summarize(roundNs.map((ns, round) => ns / other[round]));
  return {
    name: row.name,
    title: row.title,
    base: row.base,
    subjects: results.map((result) => ({
      ...result,
      ns: summarize(result.roundNs),
      toBase: ratios(result, roundsOf(row.base)),
      toOurs: ratios(result, roundsOf('dogstats')),
    })),
  };
}
