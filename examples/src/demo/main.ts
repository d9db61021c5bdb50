// A shop with visitors, its metrics, and a Datadog to look at, all in this process.
import { setMaxListeners } from 'node:events';
import { createIntake } from '@dogstats/intake';
import { dogStats } from 'dogstats';
import { type DemoArguments, readArguments } from './arguments.js';
import { compare, isEqual } from './comparison.js';
import { flushAndReport, flushLine } from './flushes.js';
import { startShop } from './shop.js';
import { ShopMetrics } from './shop-metrics.js';
import { formatTable } from './table.js';
import { sendTraffic } from './traffic.js';

/** An hour is what the intake keeps unless told otherwise; a demo may run all day. */
const retentionSeconds = 25 * 3600;

// Whoever read the output has left, and nobody will see the verdict.
process.stdout.on('error', () => process.exit(1));
process.exitCode = await runDemo(argumentsOrExit());

function argumentsOrExit(): DemoArguments {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`demo: ${(error as Error).message}`);
    process.exit(2);
  }
}

/** @returns the exit code. */
async function runDemo({ seconds }: DemoArguments): Promise<number> {
  const onNotice = (notice: string): void => console.log(`  ${notice}`);
  const intake = await createIntake({ retentionSeconds, onNotice });
  console.log(welcome(intake.url, seconds));

  // The empty env keeps the demo apart from whatever Datadog account this shell is set up for.
  const tags = { env: 'demo', service: 'shop' };
  dogStats.start({ url: intake.url, apiKey: 'local', autoFlush: false, tags, env: {} });

  const ending = new AbortController();
  // Every visitor listens to it.
  setMaxListeners(0, ending.signal);
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
    ending.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  const timer =
    seconds === undefined ? undefined : setTimeout(() => ending.abort(), seconds * 1000);

  const metrics = new ShopMetrics();
  const shop = await startShop(metrics);
  await Promise.all([sendTraffic(shop.url, ending.signal), flushAndReport(ending.signal)]);
  clearTimeout(timer);
  await shop.close();
  console.log(flushLine(await dogStats.close()));

  const rows = compare(metrics.tally, intake.series());
  console.log(`\nWhat the shop recorded, and what the intake holds:\n\n${formatTable(rows)}`);
  await intake.close();
  return interrupted || rows.every(isEqual) ? 0 : 1;
}

function welcome(url: string, seconds: number | undefined): string {
  const end = seconds === undefined ? 'until Ctrl-C' : `for ${seconds} s`;
  return [
    '',
    `  ✔ Live page                   ${url}/`,
    `  → point your own app at it:   DD_URL=${url} DD_API_KEY=local node app.mjs`,
    '',
    `  A small shop and its visitors run here ${end}. Each flush in one line:`,
    '',
  ].join('\n');
}
