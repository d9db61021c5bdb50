import { Command, CommanderError, Option } from 'commander';
import {
  addText,
  readCount,
  readDuration,
  readTime,
  type Settings,
  type Surroundings,
} from './settings.js';

/**
 * Does what a command line asks for; returns the exit code. Only commander is loaded before it is known
 * that there is something to do.
 */
export async function command(args: readonly string[], around: Surroundings): Promise<number> {
  const program = programFor(around);
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { run } = await import('./run.js');
  return run(program.args, program.opts<Settings>(), around);
}

function programFor({ stdout, stderr }: Surroundings): Command {
  return new Command('dogstats-query')
    .description('Reads metrics back out of Datadog, window by window, as CSV or JSON lines.')
    .argument('<query...>', "such as 'avg:http.requests{*} by {route}'; several are q0, q1, …")
    .requiredOption('--from <time>', 'start: -1d, unix seconds, or 2026-11-27T10:00Z', readTime)
    .option('--to <time>', 'end, which does not belong to it', readTime, 'now')
    .addOption(
      new Option('--interval <duration>', 'interval of the points')
        .argParser(readDuration)
        .default(60, '60s'),
    )
    .addOption(
      new Option('--api <api>', 'v2 timeseries, v2 scalar (one number per window), or v1')
        .choices(['timeseries', 'scalar', 'v1'])
        .default('timeseries'),
    )
    .addOption(
      new Option('--formula <formula>', "over queries: 'q0 / q1'; may be given again")
        .argParser(addText)
        .default([], 'none'),
    )
    .addOption(
      new Option('--aggregator <name>', 'what makes a scalar of a line (default: avg)').choices([
        ...['avg', 'min', 'max', 'sum', 'last', 'percentile', 'mean', 'l2norm', 'area'],
      ]),
    )
    .addOption(
      new Option('--format <format>', 'of the output').choices(['csv', 'jsonl']).default('csv'),
    )
    .option('-o, --output <file>', 'write there instead of to standard output')
    .option('--resume <file>', 'keep there how far it is; the same command goes on after any end')
    .option('--plot', 'draw the result instead')
    .option('--chunk <duration>', 'length of the first window (default: 4h)', readDuration)
    .option('--max-retries <n>', 'attempts for each window after the first (default: 5)', readCount)
    .option('--site <site>', "Datadog's site (default: DD_SITE)")
    .option('--url <url>', 'where to ask instead, such as a local intake (default: DD_URL)')
    .option('--quiet', 'no progress, no remarks')
    .addHelpText(
      'after',
      `
Keys come from DD_API_KEY and DD_APP_KEY. Exit codes: 0 done, 1 Datadog refused or could not be
reached, 2 wrong usage, 130 interrupted; what was written then ends with a whole window.`,
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'dogstats-query: ')),
    });
}
