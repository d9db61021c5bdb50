import { parseArgs } from 'node:util';
import { createClient } from '@redis/client';
import { chouetteSettings, ownSettings } from './cli-settings.js';
import type { DrainReport } from './drain-report.js';
import { RedisRelay } from './redis-relay.js';

const usage = `Usage: dogstats-redis relay [options]

Delivers to Datadog what processes have written to Redis.

  --redis <url>     where Redis is (default: REDIS_URL, or redis://localhost:6379)
  --prefix <text>   put before all keys; that of the writers
  --settle <s>      seconds after the end of a bucket before it is delivered (default: 10)
  --interval <s>    seconds between two deliveries (default: 10)
  --once            deliver what is due, and end
  --chouette-env    take the variables of a Chouette agent (API_KEY, GLOBAL_TAGS, HOST, …)
  --quiet           print nothing but errors

DD_API_KEY, DD_SITE, DD_URL, DD_TAGS and DD_HOSTNAME say where to and as what.
`;

try {
  await main();
} catch (error) {
  console.error(`dogstats-redis: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      redis: { type: 'string' },
      prefix: { type: 'string' },
      settle: { type: 'string' },
      interval: { type: 'string' },
      once: { type: 'boolean', default: false },
      'chouette-env': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.join() !== 'relay') {
    console.log(usage);
    if (!values.help) process.exitCode = 2;
    return;
  }
  const settings = (values['chouette-env'] ? chouetteSettings : ownSettings)(process.env);
  const url = values.redis ?? settings.redisUrl;
  const print = values.quiet ? () => {} : (line: string) => console.log(line);
  const said = new Set<string>();
  const warn = (error: Error): void => {
    if (!said.has(error.message)) console.error(`dogstats-redis: ${error.message}`);
    said.add(error.message);
  };
  const client = createClient({ url });
  client.on('error', warn);
  client.on('ready', () => said.clear());
  const relay = new RedisRelay({
    ...settings.relay,
    client,
    prefix: values.prefix,
    settleSeconds: secondsOf(values.settle),
    intervalSeconds: secondsOf(values.interval),
    onDrain: (report) => {
      if (isWorthALine(report)) print(lineOf(report));
    },
    onError: warn,
  });
  // Now, and not at the first tick: whether Redis is there is the first thing to know.
  client.connect().catch(() => {});
  if (values.once) {
    const report = await relay.drain();
    print(lineOf(report));
    if (report.unsettled > 0) process.exitCode = 1;
    await relay.close();
    client.destroy();
    return;
  }
  print(
    `Relaying from ${withoutSecrets(url)}. Ctrl-C ends it; what is undelivered stays in Redis.`,
  );
  relay.start();
  const stop = async (): Promise<void> => {
    await relay.close();
    client.destroy();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
}

function secondsOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function isWorthALine({ contested: _, ...counts }: DrainReport): boolean {
  return Object.values(counts).some((count) => count > 0);
}

/** `accepted 120, rejected 2`. */
function lineOf(report: DrainReport): string {
  const counts = Object.entries(report).filter(([name, count]) => count > 0 || name === 'accepted');
  return counts.map(([name, count]) => `${name} ${count}`).join(', ');
}

function withoutSecrets(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
