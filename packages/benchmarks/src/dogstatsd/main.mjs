/** Measures DogStatsD: `node packages/benchmarks/src/dogstatsd/main.mjs [--write-docs]`, after a build. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeEnvironment } from '../harness/environment.mjs';
import { digits, spread, table } from '../harness/markdown.mjs';
import { writeDocs } from '../harness/write-docs.mjs';
import { measureCodecs } from './measure-codecs.mjs';
import { measureLoss } from './measure-loss.mjs';

const command = 'packages/benchmarks/src/dogstatsd/main.mjs --write-docs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);

const tell = (line) => console.error(line);
const codecs = await measureCodecs({ rounds, samples: 3, sampleMs: 150 }, tell);
const loss = await measureLoss(rounds, tell);
const markdown = report();
if (values['write-docs']) await writeDocs('dogstatsd.md', command, markdown);
console.log(markdown);

function report() {
  const { node, platform, cores, memoryGiB } = describeEnvironment();
  const versions = ['hot-shots', 'statsd'].map((name) => `${name} ${versionOf(name)}`).join(', ');
  return [
    `Node ${node.slice(1)}, ${platform}, ${cores} cores, ${memoryGiB} GiB; ${versions}. Median of ${rounds} rounds, in brackets the least and the greatest.`,
    `**Sending**: counts with three tags, ${digits(codecs[0].perDatagram)} in a datagram, to a socket of another process; main-thread CPU, the kernel's part included`,
    codecTable('send'),
    '**Parsing** the same datagrams',
    codecTable('parse'),
    '**Loss over UDP** on this machine: datagrams of 1,432 bytes for three seconds, in bursts of a millisecond; of each row the round in the middle',
    lossTable(),
  ].join('\n\n');
}

function codecTable(row) {
  const cells = codecs.filter((codec) => codec.row === row);
  const ours = cells[0].ns.median;
  return table(
    ['', 'datagrams per second', 'ns per message', '× ours'],
    cells.map(({ title, datagramsPerSecond, ns }) => [
      title,
      spread(datagramsPerSecond),
      spread(ns),
      digits(ns.median / ours),
    ]),
  );
}

function lossTable() {
  const whole = (number) => number.toLocaleString('en-US');
  return table(
    ['', 'per second', 'sent', 'received', 'dropped by the kernel', 'receive buffer, bytes'],
    loss.map(({ title, perSecond, sent, received, dropped, granted }) => [
      title,
      ...[perSecond, sent, received, dropped, granted].map(whole),
    ]),
  );
}

function versionOf(name) {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
