import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { forkForMessage } from '../harness/fork-for-message.mjs';
import { median, summarize } from '../harness/statistics.mjs';

const child = new URL('./flush-child.mjs', import.meta.url);
const server = fileURLToPath(new URL('./accepting-server.mjs', import.meta.url));

const allSubjects = ['dogstats', 'datadog-metrics', 'prom-client', 'floor'];
export const flushWithoutPeers = ['dogstats', 'floor'];

const countByRow = new Map([
  ['flush-10000', 10_000],
  ['flush-100000', 100_000],
]);

export const flushRowNames = [...countByRow.keys()];

/** What it takes to hand over all series to a server on this machine. */
export async function measureFlush(wanted, settings, onProgress, subjectNames = allSubjects) {
  const { rounds, samples, execPath } = settings;
  const counts = flushRowNames.filter(wanted).map((name) => countByRow.get(name));
  const accepting = fork(server, { execArgv: [] });
  const [{ port }] = await once(accepting, 'message');
  const url = `http://127.0.0.1:${port}`;
  const cells = counts.flatMap((series) =>
    subjectNames.map((subject) => ({ series, subject, rounds: [] })),
  );
  try {
    for (let round = 0; round < rounds; round++) {
      for (let index = 0; index < cells.length; index++) {
        const { series, subject, rounds: results } = cells[(index + round) % cells.length];
        onProgress(`round ${round + 1} of ${rounds}: flush of ${series} series, ${subject}`);
        const flushes = { subject, series, flushes: samples, url };
        results[round] = await forkForMessage(child, flushes, execPath);
      }
    }
  } finally {
    accepting.kill();
  }
  return Promise.all(
    counts.map((series) =>
      summarizeCount(
        series,
        cells.filter((cell) => cell.series === series),
      ),
    ),
  );
}

async function summarizeCount(series, cells) {
  const usual = median(
    cells.flatMap(({ rounds }) => rounds.flat().map(({ yardstickMs }) => yardstickMs)),
  );
  // The clock of CPU time moves in steps: the mean of a process, and the median of these.
  const cpuRounds = (subject) =>
    cells
      .find((cell) => cell.subject === subject)
      .rounds.map((flushes) =>
        mean(flushes.map(({ cpuMs, yardstickMs }) => (cpuMs * usual) / yardstickMs)),
      );
  const floor = cpuRounds('floor');
  const subjects = await Promise.all(
    cells.map(async ({ subject, rounds }) => {
      const { title } = await import(`./subjects/${subject}.mjs`);
      const flushes = rounds.flat();
      const of = (pick) => summarize(flushes.map(pick));
      const cpu = cpuRounds(subject);
      return {
        name: subject,
        title,
        cpuMs: summarize(cpu),
        toFloor: summarize(cpu.map((ms, round) => ms / floor[round])),
        processCpuMs: of(({ processCpuMs }) => processCpuMs),
        blockMs: of(({ blockMs }) => blockMs),
        totalMs: of(({ totalMs }) => totalMs),
        requests: of(({ requests }) => requests).median,
        bytesPerSeries: of(({ bytes }) => bytes / series).median,
        arrived: of(({ series: arrived }) => arrived / series).min,
      };
    }),
  );
  return { series, subjects };
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
