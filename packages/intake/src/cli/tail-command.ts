import { Command } from 'commander';
import { readUrl } from './arguments.js';
import { tail } from './tail/tail.js';
import { jsonScreen, lineScreen, type TailScreen, tableScreen } from './tail/tail-screen.js';

interface TailFlags {
  readonly url: string;
  readonly key?: string;
  readonly json?: boolean;
}

/** `intake tail 'http.*'` */
export function tailCommand(defaultUrl: string): Command {
  return new Command('tail')
    .description('Follow the metrics of a running intake in the terminal.')
    .argument('[patterns...]', "names, with * for any text, such as 'http.*' (default: all)")
    .option('--url <url>', 'where the intake is', readUrl, defaultUrl)
    .option('-k, --key <key>', 'API key, for an intake beyond loopback')
    .option('--json', 'print a line of JSON for each metric that changed')
    .action(async (patterns: string[], flags: TailFlags) => {
      const ending = new AbortController();
      process.once('SIGINT', () => ending.abort());
      process.once('SIGTERM', () => ending.abort());
      // Whoever read the output has left.
      process.stdout.once('error', () => ending.abort());
      const { url, key } = flags;
      try {
        await tail({ url, key, patterns, screen: screenOf(flags), signal: ending.signal });
      } catch (error) {
        console.error(`intake tail: ${(error as Error).message}`);
        process.exitCode = 1;
      }
    });
}

/** What another program reads has nothing in it but metrics. */
function screenOf({ json }: TailFlags): TailScreen {
  const { stdout, stderr } = process;
  const print = (line: string): void => void stdout.write(`${line}\n`);
  const say = (message: string): void => void stderr.write(`intake tail: ${message}\n`);
  if (json === true) return jsonScreen(print, say);
  return stdout.isTTY ? tableScreen(stdout) : lineScreen(print, say);
}
