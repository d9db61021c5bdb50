/**
 * Measures what frameworks and `dogstats/runtime` cost:
 * `node packages/benchmarks/src/frameworks/main.mjs [--write-docs]`, after a build.
 */
import { parseArgs } from 'node:util';
import { forkForMessage } from '../harness/fork-for-message.mjs';
import { digits, spread, table } from '../harness/markdown.mjs';
import { summarize } from '../harness/statistics.mjs';
import { writeDocs } from '../harness/write-docs.mjs';
import { subjects } from './subjects.mjs';

const command = 'packages/benchmarks/src/frameworks/main.mjs --write-docs';
const child = new URL('./child.mjs', import.meta.url);
const idleChild = new URL('./idle-child.mjs', import.meta.url);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'write-docs': { type: 'boolean', default: false },
  },
});

const rounds = new Map(Object.keys(subjects).map((name) => [name, []]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, found] of rounds) found.push(await forkForMessage(child, { subject: name }));
}
const idle = { without: [], with: [] };
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, found] of Object.entries(idle)) {
    const settings = { isMeasured: name === 'with', seconds: 10 };
    found.push(await forkForMessage(idleChild, settings));
  }
}
const calls = table(
  ['', 'ns', 'over what it is compared with'],
  [...rounds].map(([name, found]) => [
    name,
    spread(summarize(found)),
    difference(found, rounds.get(subjects[name].base)),
  ]),
);
const idleText =
  `An idle process uses ${spread(summarize(idle.without))} ms of CPU in a second, with ` +
  `\`runtimeMetrics()\` ${spread(summarize(idle.with))}.`;
const markdown = `${calls}\n\n${idleText}`;
if (values['write-docs']) await writeDocs('frameworks.md', command, markdown);
console.log(markdown);

/** How much longer it takes within the same round. */
function difference(found, base) {
  if (base === undefined) return '';
  const { median } = summarize(found.map((ns, round) => ns - base[round]));
  return `${median < 0 ? '−' : '+'}${digits(Math.abs(median))}`;
}
