/** Measures reading back: `node packages/benchmarks/src/read-back/main.mjs [--write-docs]`, after a build. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeEnvironment } from '../harness/environment.mjs';
import { forkForMessage } from '../harness/fork-for-message.mjs';
import { digits, spread, table } from '../harness/markdown.mjs';
import { summarize } from '../harness/statistics.mjs';
import { writeDocs } from '../harness/write-docs.mjs';
import { subjects } from './subjects.mjs';

const command = 'packages/benchmarks/src/read-back/main.mjs --write-docs';
const history = { series: 1_000, seconds: 86_400, interval: 10 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);

const intakeScript = fileURLToPath(new URL('./intake-child.mjs', import.meta.url));
const intake = fork(intakeScript, [JSON.stringify(history)]);
try {
  const [{ url, from, to }] = await once(intake, 'message');
  const { interval } = history;
  const task = { url, from, to, interval, text: 'avg:load{*} by {series}' };
  const markdown = report(await measure(task));
  if (values['write-docs']) await writeDocs('query.md', command, markdown);
  console.log(markdown);
} finally {
  intake.kill();
}

/** Each subject in a process of its own, in rounds that take turns. */
async function measure(task) {
  const script = new URL('./read-back-child.mjs', import.meta.url);
  const found = new Map(Object.keys(subjects).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [subject, figures] of found) {
      const { lines, ...figure } = await forkForMessage(script, { ...task, subject });
      const wanted = (history.series * history.seconds) / history.interval;
      // Ours has a head.
      if (lines - (lines % wanted) !== wanted) throw new Error(`${subject} wrote ${lines} lines`);
      figures.push(figure);
      console.error(`${subject}: ${Math.round(figure.wallMs)} ms, ${digits(figure.peakMiB)} MiB`);
    }
  }
  return found;
}

function report(found) {
  const { node, platform, cores, memoryGiB } = describeEnvironment();
  const column = (name, key) => found.get(name).map((figure) => figure[key]);
  const ours = column('dogstats', 'wallMs');
  const rows = Object.entries(subjects).map(([name, { title }]) => {
    const wall = column(name, 'wallMs');
    return [
      title,
      spread(summarize(wall.map((ms, round) => ms / ours[round]))),
      spread(summarize(wall.map((ms) => ms / 1_000))),
      spread(summarize(column(name, 'cpuMs').map((ms) => ms / 1_000))),
      spread(summarize(column(name, 'peakMiB'))),
    ];
  });
  const points = (history.series * history.seconds) / history.interval / 1e6;
  return [
    `Node ${node.slice(1)}, ${platform}, ${cores} cores, ${memoryGiB} GiB, the intake on the same machine. Median of ${rounds} rounds, in brackets the least and the greatest.`,
    `**A day of 1,000 series at 10 s as CSV** (${points} million points, in six windows)`,
    table(['', '× ours', 'seconds', 'CPU seconds', 'peak memory, MiB'], rows),
  ].join('\n\n');
}
