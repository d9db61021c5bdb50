import { Command, Option } from 'commander';
import {
  addFault,
  addHeader,
  addTenant,
  readAggregates,
  readCount,
  readDuration,
  readFile,
  readPercentiles,
  readPort,
  readRateLimit,
} from './cli/arguments.js';
import { type DogstatsdFlags, dogstatsdOf } from './cli/dogstatsd-flags.js';
import { loadCommand } from './cli/load-command.js';
import { openPage } from './cli/open-page.js';
import { type RemoteWriteFlags, remoteWriteOf } from './cli/remote-write-flags.js';
import { jsonReporter, type Reporter, silentReporter, textReporter } from './cli/reporter.js';
import { tailCommand } from './cli/tail-command.js';
import { untilStopped } from './cli/until-stopped.js';
import type { FaultRule } from './faults/fault-rule.js';
import { isLoopback } from './http/host-name.js';
import { createIntake, type Intake } from './intake.js';
import type { IntakeError } from './intake-error.js';
import type { OutOfOrder } from './opstrace/sample-order.js';
import type { RateLimit } from './rate-limit.js';
import { version } from './version.js';

interface CliOptions extends DogstatsdFlags, RemoteWriteFlags {
  port?: number;
  host: string;
  key?: string[];
  appKey?: string[];
  tenant?: Record<string, string[]>;
  tlsCert?: string;
  tlsKey?: string;
  compat: 'datadog' | 'opstrace';
  outOfOrder: OutOfOrder;
  strict?: boolean;
  fault?: FaultRule[];
  rateLimit?: RateLimit;
  retention?: number;
  acceptPast?: number;
  maxSeries?: number;
  maxPoints?: number;
  persist?: string;
  open?: boolean;
  json?: boolean;
  quiet?: boolean;
}

const anyFault =
  'make requests fail: 503, reset, hang, or a rule such as \'{"status":429,"probability":0.1}\'; may be given again';

/** Where an intake is that was told nothing else. */
const defaultUrl = 'http://127.0.0.1:8282';

const program = new Command('intake')
  .description('A local Datadog-compatible intake with a live page.')
  .option('-p, --port <port>', 'port to listen on (default: 8282 or the next free one)', readPort)
  .option('--host <address>', 'address to listen on; beyond loopback it needs --key', '127.0.0.1')
  .option('-k, --key <key...>', 'API keys to accept (default: any, on loopback)')
  .option('--app-key <key...>', 'application keys to accept (default: any)')
  .option('--tenant <name=key>', 'a tenant and its key; may be given again', addTenant)
  .option('--tls-cert <file>', 'certificate to serve TLS with, in PEM', readFile)
  .option('--tls-key <file>', 'the key of that certificate, in PEM', readFile)
  .addOption(
    new Option('--compat <api>', 'whose API it is')
      .choices(['datadog', 'opstrace'])
      .default('datadog'),
  )
  .addOption(
    new Option('--out-of-order <how>', 'opstrace: what becomes of samples that are not newer')
      .choices(['reject', 'drop', 'accept'])
      .default('reject'),
  )
  .option('--strict', 'opstrace: refuse what the original can’t do')
  .option('--fault <rule>', anyFault, addFault)
  .option(
    '--rate-limit <requests/seconds>',
    'limit queries and management, such as 100/3600',
    readRateLimit,
  )
  .option(
    '--retention <time>',
    'how long points are kept: 90s, 30m, 25h, 2d (default: 1h)',
    readDuration,
  )
  .option(
    '--accept-past <time>',
    'how old points may be when they come (default: 1h)',
    readDuration,
  )
  .option('--max-series <count>', 'most contexts held (default: 500000)', readCount)
  .option('--max-points <count>', 'most points held (default: 4000000)', readCount)
  .option('--udp [port]', 'take DogStatsD over UDP on 127.0.0.1 (default port: 8125)', readPort)
  .option('--uds <path>', 'take DogStatsD on a Unix stream socket')
  .addOption(
    new Option('--histogram-aggregates <list>', 'DogStatsD: what histograms become')
      .env('DD_HISTOGRAM_AGGREGATES')
      .argParser(readAggregates),
  )
  .addOption(
    new Option('--histogram-percentiles <list>', 'DogStatsD: fractions such as "0.95 0.99"')
      .env('DD_HISTOGRAM_PERCENTILES')
      .argParser(readPercentiles),
  )
  .option(
    '--count-expiry <time>',
    'DogStatsD: send a silent count as 0 for so long (default: 300s)',
    readDuration,
  )
  .option(
    '--remote-write <url>',
    'hand on all points to Prometheus, VictoriaMetrics, Mimir, Cortex',
  )
  .option(
    '--remote-write-header <name: value>',
    'a header of these requests, such as "Authorization: Bearer …"; may be given again',
    addHeader,
  )
  .option('--remote-write-tenant <name>', 'X-Scope-OrgID for those who name no tenant')
  .option(
    '--remote-write-settle <time>',
    'age at which a point is handed on (default: 30s)',
    readDuration,
  )
  .option('--persist <file>', 'keep what is stored in a file, and begin with what it has')
  .option('--open', 'open the live page in the browser')
  .option('--json', 'print lines of JSON')
  .option('-q, --quiet', 'print nothing but errors')
  .version(version(), '-V, --version', 'print the version')
  // Else an option after `tail` or `load` would be taken for one of these.
  .enablePositionalOptions()
  .addCommand(tailCommand(defaultUrl))
  .addCommand(loadCommand(defaultUrl))
  // Else a command with a slip would be told that it is one argument too many.
  .argument('[command]')
  .usage('[options] [command]')
  .action(async (name: string | undefined, options: CliOptions) => {
    if (name !== undefined) program.error(`error: no command '${name}': there are tail and load`);
    await run(options);
  });

// Whoever reads the output may leave: that is no crash. What ends then says so itself: see untilStopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

void program.parseAsync();

async function run(options: CliOptions): Promise<void> {
  const ending = untilStopped();
  const reporter = reporterOf(options);
  const intake = await startOrExit(options, reporter);
  void ending.then(() => intake.close());
  const keyed = options.key !== undefined || options.tenant !== undefined;
  reporter.started({
    url: intake.url,
    host: options.host,
    keyed,
    dogstatsd: intake.dogstatsd,
    remoteWrite: intake.remoteWrite?.stats().url,
  });
  if (options.open === true) openOrSay(intake.url, options.host, reporter);
}

/** A key is no argument for another program: all users of the machine could read it. */
function openOrSay(url: string, host: string, reporter: Reporter): void {
  if (!isLoopback(host)) {
    const remedy = `open ${url}/?api_key=<key> yourself, with one of your keys`;
    reporter.notice(`--open: beyond loopback the page wants a key, which is not shown: ${remedy}`);
    return;
  }
  openPage(url, () => reporter.notice(`--open: no browser was found, open ${url} yourself`));
}

function reporterOf({ json, quiet }: CliOptions): Reporter {
  if (quiet === true) return silentReporter;
  const print = (line: string): void => console.log(line);
  return json === true ? jsonReporter(print) : textReporter(print);
}

async function startOrExit(options: CliOptions, reporter: Reporter): Promise<Intake> {
  const { port, host, key, appKey, tenant, compat, outOfOrder, strict, rateLimit } = options;
  try {
    const intake = await createIntake({
      port,
      host,
      apiKeys: key,
      applicationKeys: appKey,
      tenants: tenant,
      tls: tlsOf(options),
      compat,
      opstrace: { outOfOrder, strict: strict === true },
      rateLimit,
      retentionSeconds: options.retention,
      acceptPastSeconds: options.acceptPast,
      maxSeries: options.maxSeries,
      maxPoints: options.maxPoints,
      dogstatsd: dogstatsdOf(options),
      remoteWrite: remoteWriteOf(options),
      persist: options.persist,
      onRequest: (request) => reporter.request(request),
      onNotice: (notice) => reporter.notice(notice),
    });
    intake.addFaults(...(options.fault ?? []));
    return intake;
  } catch (error) {
    const { message, code } = error as IntakeError;
    const isOwnPort = code === 'ERR_PORT_TAKEN' && message.startsWith('port');
    const remedy = isOwnPort ? ': choose another --port, or leave it out' : '';
    console.error(`intake: ${message.replace('createIntake: ', '')}${remedy}`);
    process.exit(1);
  }
}

function tlsOf({ tlsCert, tlsKey }: CliOptions): { cert: string; key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert !== undefined && tlsKey !== undefined) return { cert: tlsCert, key: tlsKey };
  throw new Error('--tls-cert and --tls-key need each other');
}
