import { Command, Option } from 'commander';
import { readCount, readDuration, readUrl } from './arguments.js';
import { type LoadFigures, load } from './load/load.js';
import { ProgressBar } from './load/progress-bar.js';

interface LoadFlags {
  readonly url: string;
  readonly key: string;
  readonly series: number;
  readonly for: number;
  readonly every: number;
  readonly json?: boolean;
}

/** `intake load --series 10000` */
export function loadCommand(defaultUrl: string): Command {
  return new Command('load')
    .description('Send a running intake as much as you want it to hold.')
    .option(
      '--series <count>',
      'contexts, each of which gets a point in each round',
      readCount,
      1_000,
    )
    .addOption(
      new Option('--for <time>', 'how long: 90s, 30m').argParser(readDuration).default(60, '60s'),
    )
    .addOption(
      new Option('--every <time>', 'time between two rounds')
        .argParser(readDuration)
        .default(10, '10s'),
    )
    .option('--url <url>', 'where the intake is', readUrl, defaultUrl)
    .option('-k, --key <key>', 'API key', 'local')
    .option('--json', 'print a line of JSON at the end')
    .action(async (flags: LoadFlags) => {
      const { series, every, url, key } = flags;
      const ending = new AbortController();
      process.once('SIGINT', () => ending.abort());
      process.once('SIGTERM', () => ending.abort());
      const bar = new ProgressBar(process.stderr);
      const figures = await load({
        ...{ url, key, series, every: Math.max(every, 1), seconds: flags.for },
        signal: ending.signal,
        onProgress: (share, so) => bar.show(share, `${so.points.toLocaleString('en')} points`),
      });
      bar.clear();
      console.log(flags.json === true ? JSON.stringify(figures) : textOf(figures, url));
      const { failed, payloads, problem } = figures;
      if (failed === 0) return;
      console.error(`intake load: ${failed} of ${payloads} were not taken; the last: ${problem}`);
      process.exitCode = 1;
    });
}

function textOf(figures: LoadFigures, url: string): string {
  const { rounds, payloads, points, bytes, averageMs } = figures;
  const sent = `${points.toLocaleString('en')} points in ${payloads} payloads (${rounds} rounds)`;
  const size = `${(bytes / 1_048_576).toFixed(1)} MiB on the wire, ${averageMs.toFixed(1)} ms each`;
  const verdict = figures.failed === 0 ? ' All were taken.' : '';
  return `${sent} to ${url}: ${size}.${verdict}`;
}
