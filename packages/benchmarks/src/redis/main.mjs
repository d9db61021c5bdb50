/** Measures the way through Redis: `node packages/benchmarks/src/redis/main.mjs [--write-docs]`, after a build. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RedisRelay } from '@dogstats/redis/relay';
import { createClient } from 'redis';
import { describeEnvironment } from '../harness/environment.mjs';
import { mainThreadMs } from '../harness/main-thread-clock.mjs';
import { digits, spread, table } from '../harness/markdown.mjs';
import { summarize } from '../harness/statistics.mjs';
import { writeDocs } from '../harness/write-docs.mjs';
import { openRedis } from './open-redis.mjs';
import { bucket, writers } from './writers.mjs';

const command = 'packages/benchmarks/src/redis/main.mjs --write-docs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    'write-docs': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);

const redis = await openRedis();
const client = await createClient({ url: redis.url }).connect();
const accepting = await openAcceptingServer();
try {
  const written = await measureWriters();
  const relayed = await measureRelay();
  const markdown = report(written, relayed);
  if (values['write-docs']) await writeDocs('redis.md', command, markdown);
  console.log(markdown);
} finally {
  client.destroy();
  accepting.close();
  await redis.close();
}

/** Each way to write, in rounds that take turns. */
async function measureWriters() {
  const found = new Map(Object.keys(writers).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { times, open }] of Object.entries(writers)) {
      await client.flushAll();
      const writeThousand = open(client);
      for (let warming = 0; warming < 3; warming++) await writeThousand();
      const clocks = startClocks();
      for (let time = 0; time < times; time++) await writeThousand();
      found.get(name).push(clocks.stop(times * 1000, name));
    }
  }
  return [...found].map(([name, figures]) => ({ name, ...summarizeAll(figures) }));
}

/** From Redis to an intake that accepts everything: 60,000 records in six buckets. */
async function measureRelay() {
  const figures = [];
  for (let round = 0; round < rounds; round++) {
    await client.flushAll();
    const write = writers['ChouetteClient, 1,000 calls of one turn'].open(client);
    for (let time = 0; time < 60; time++) await write();
    await spreadOverBuckets(6);
    const delivery = { apiKey: 'bench', url: accepting.url };
    const relay = new RedisRelay({ client, delivery, settleSeconds: 0 });
    const clocks = startClocks();
    const { accepted } = await relay.drain();
    figures.push(clocks.stop(60_000, 'relay'));
    await relay.close();
    if (accepted !== 60_000) throw new Error(`delivered ${accepted} of 60000`);
  }
  return summarizeAll(figures);
}

/** Time that passed, and time of the main thread: the one depends on what else the machine does. */
function startClocks() {
  const start = performance.now();
  const startMain = mainThreadMs();
  return {
    stop(records, name) {
      const perSecond = (records * 1000) / (performance.now() - start);
      const mainUs = ((mainThreadMs() - startMain) * 1000) / records;
      console.error(`${name}: ${digits(perSecond)}/s, ${digits(mainUs)} µs`);
      return { perSecond, mainUs };
    },
  };
}

function summarizeAll(figures) {
  return {
    perSecond: summarize(figures.map(({ perSecond }) => perSecond)),
    mainUs: summarize(figures.map(({ mainUs }) => mainUs)),
  };
}

async function spreadOverBuckets(buckets) {
  const ids = await client.zRange('chouette:metrics:raw.keys', 0, -1);
  for (let start = 0; start < ids.length; start += 5000) {
    const moved = ids.slice(start, start + 5000).map((value, index) => ({
      value,
      score: bucket - 10 * (index % buckets),
    }));
    await client.zAdd('chouette:metrics:raw.keys', moved);
  }
}

async function openAcceptingServer() {
  const child = fork(fileURLToPath(new URL('../flush/accepting-server.mjs', import.meta.url)));
  const [{ port }] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, close: () => child.kill() };
}

function report(written, relayed) {
  const { node, platform, cores, memoryGiB } = describeEnvironment();
  const ours = written[0].mainUs.median;
  const rows = written.map(({ name, perSecond, mainUs }) => [
    name,
    spread(perSecond),
    spread(mainUs),
    digits(mainUs.median / ours),
  ]);
  return [
    `Node ${node.slice(1)}, ${platform}, ${cores} cores, ${memoryGiB} GiB, Redis ${redis.version} without persistence on the same machine, redis ${versionOf('redis')}. Median of ${rounds} rounds, in brackets the least and the greatest.`,
    '**Into Redis**, counts of 100 series with three tags, through one connection',
    table(['', 'records per second', 'µs of the main thread per record', '× ours'], rows),
    `**Out of Redis**: one relay, 60,000 records of 100 series in six buckets, to an intake that accepts everything: ${spread(relayed.perSecond)} records per second, ${spread(relayed.mainUs)} µs of the main thread each, claims, kept state and removal included.`,
  ].join('\n\n');
}

function versionOf(name) {
  const manifest = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
