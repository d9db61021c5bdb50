/**
 * Measures the live page in Chromium: `node packages/benchmarks/src/page/main.mjs [--seconds 300]
 * [--write-docs]`, after a build. DOGSTATS_CHROMIUM is its path, else /usr/bin/chromium.
 */
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { digits, spread, table } from '../harness/markdown.mjs';
import { writeDocs } from '../harness/write-docs.mjs';
import { measureFirstPaint } from './first-paint.mjs';
import { measureLivePage } from './live-page.mjs';

const command = 'packages/benchmarks/src/page/main.mjs --write-docs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '15' },
    'write-docs': { type: 'boolean', default: false },
  },
});

const browser = await chromium.launch({
  executablePath: process.env.DOGSTATS_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const paint = await measureFirstPaint(browser, Number(values.rounds));
  const live = await measureLivePage(browser, Number(values.seconds), Number(values.rounds));
  const markdown = report(browser.version(), paint, live);
  if (values['write-docs']) await writeDocs('performance.md', command, markdown);
  console.log(markdown);
} finally {
  await browser.close();
}

function report(version, paint, live) {
  return [
    `Chromium ${version}, without a GPU; Node ${process.versions.node}. ${live.contexts.toLocaleString('en-US')} contexts of ${live.metrics.toLocaleString('en-US')} metrics, each with a new point every 10 s, for ${live.seconds} s. ${availableParallelism()} cores, of which ${digits(loadavg()[1])} programs wanted one at a time: what is by the clock has waited for them.`,
    table(
      ['', 'measured'],
      [
        ['longest task while it is open', longestOf(live.tasks)],
        [
          `of ${live.tasks.count.toLocaleString('en-US')} tasks, those over 50 ms`,
          longOf(live.tasks),
        ],
        [`longest task while it loads, ${live.loading.rounds} times`, spreadOf(live.loading.page)],
        ['the same of an empty page of equal bytes', spreadOf(live.loading.floor)],
        [
          `from a letter in the filter to its result on the screen, ${live.filters.count} times`,
          `${spread(live.filters)} ms`,
        ],
        [
          'heap of the tab, after garbage collection: first minute, last minute',
          `${digits(live.heap.first)} MB, ${digits(live.heap.last)} MB`,
        ],
        ['elements of the document', `${live.elements.toLocaleString('en-US')}`],
        ['bytes by the feed, a second', `${digits(live.feedBytes / 1_000)} kB`],
      ],
    ),
    '**First paint**, from the navigation',
    table(
      [
        `${Math.round(paint.bytes / 1_000)} kB in ${paint.files} files`,
        '× an empty page of equal bytes',
        'ms',
      ],
      [
        ['the live page', spread(paint.ratio), spread(paint.page)],
        ['an empty page of equal bytes, in one file', '1', spread(paint.floor)],
      ],
    ),
  ].join('\n\n');
}

function spreadOf({ cpu, wall }) {
  return `${spread(cpu)} ms of CPU, ${spread(wall)} ms by the clock`;
}

/** By the clock, the time for which others had the processor is in it. */
function longestOf({ cpu, wall }) {
  return `${digits(cpu.longest)} ms of CPU, ${digits(wall.longest)} ms by the clock`;
}

function longOf({ cpu, wall }) {
  return `${cpu.long} by CPU, ${wall.long} by the clock`;
}
