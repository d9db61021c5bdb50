import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toMarkdown } from '../catalogue/to-markdown.js';
import { loadDefinitions } from './load-definitions.js';
import { metadataOf, serverName } from './metric-metadata.js';
import { describe, pushMetadata } from './push.js';
import { managementFrom, namingFrom } from './settings.js';

export const metadataUsage = `Usage: dogstats metadata push <module> [options]
       dogstats metadata markdown <module> [options]

For the metrics that <module> exports as catalogues of defineMetrics():
  push      tells Datadog their units and descriptions; needs DD_API_KEY and DD_APP_KEY
  markdown  prints them as a table
Settings are read from the environment, as start() does. push exits 0 when nothing was refused,
else 1; 2 stands for wrong arguments or settings.

  --prefix <text>  what start({ prefix }) says (default: DOGSTATS_PREFIX)
  --dry-run        print what would be told, and tell nothing; needs no keys
  --strict         exit 1 as well when a metric is not known there yet
  --ca <file>      certificates to trust, in PEM
  --timeout <s>    seconds for each attempt (default: 10)
  --help           print this`;

/** @returns the exit code: 0 when nothing was refused, 1 when something was, 2 for wrong arguments. */
export async function metadata(args: string[]): Promise<number> {
  try {
    const given = parse(args);
    if (given.help) {
      console.log(metadataUsage);
      return 0;
    }
    const { action, file } = actionOf(given.positionals);
    return await (action === 'push' ? push(file, given) : markdown(file, given));
  } catch (error) {
    const usage = error instanceof TypeError ? `\n\n${metadataUsage}` : '';
    console.error(`dogstats metadata: ${(error as Error).message}${usage}`);
    return 2;
  }
}

type Given = ReturnType<typeof parse>;

async function push(file: string, given: Given): Promise<number> {
  const definitions = await loadDefinitions(file);
  const naming = namingFrom(process.env);
  const all = metadataOf(definitions, given.prefix ?? naming.prefix, naming.histogram);
  if (given['dry-run']) {
    for (const { metric, body } of all) console.log(`${metric}: ${describe(body)}`);
    return 0;
  }
  const keys = managementFrom(process.env);
  const { Management } = await import('@dogstats/transport/probe');
  const management = new Management({
    ...keys,
    ca: given.ca,
    env: process.env,
    timeoutMs: given.timeoutSeconds * 1000,
    onPause: (pauseMs) => console.error(`  waiting ${Math.ceil(pauseMs / 1000)} s`),
  });
  try {
    const put = (path: string, value: unknown) => management.put(path, value);
    const { pushed, unknown, failed } = await pushMetadata(all, put, (line) => console.log(line));
    console.log(`\n${pushed} pushed, ${unknown} not known yet, ${failed} refused.`);
    return failed > 0 || (given.strict && unknown > 0) ? 1 : 0;
  } finally {
    await management.close();
  }
}

async function markdown(file: string, given: Given): Promise<number> {
  const definitions = await loadDefinitions(file);
  const prefix = given.prefix ?? namingFrom(process.env).prefix;
  console.log(toMarkdown({ definitions }, (name) => serverName(name, prefix)).trimEnd());
  return 0;
}

function actionOf(positionals: readonly string[]): { action: 'push' | 'markdown'; file: string } {
  const [action, file, ...others] = positionals;
  if (action !== 'push' && action !== 'markdown')
    throw new TypeError(`push or markdown, not ${action ?? 'nothing'}`);
  if (file === undefined) throw new TypeError('name the module that exports the catalogue');
  if (others.length > 0) throw new TypeError(`one module, not ${others.length + 1}`);
  return { action, file };
}

function parse(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      prefix: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      ca: { type: 'string' },
      timeout: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const timeoutSeconds = Number(values.timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600))
    throw new TypeError(`--timeout takes seconds from 1 to 600, not ${values.timeout}`);
  const ca = values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8');
  return { ...values, positionals, ca, timeoutSeconds };
}
