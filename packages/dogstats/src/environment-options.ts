import { type Environment, firstVariable } from '@dogstats/transport/site';
import { checkOptions } from './check-options.js';
import type { DogStatsOptions } from './options.js';

/** What a variable's text means; what makes no sense stays as it is, for the check to say so. */
type Parse = (text: string) => unknown;

const text: Parse = (value) => value;

const number: Parse = (value) => (Number.isNaN(Number(value)) ? value : Number(value));

const flag: Parse = (value) => {
  if (/^(?:1|true|yes|on)$/i.test(value)) return true;
  return /^(?:0|false|no|off)$/i.test(value) ? false : value;
};

const listOf =
  (parse: Parse): Parse =>
  (value) =>
    value.split(',').map((item) => parse(item.trim()));

/** An option, or a field of one, that a variable of our own stands for. */
export interface EnvironmentOption {
  readonly path: readonly [option: keyof DogStatsOptions, field?: string];
  readonly variable: string;
  readonly parse: Parse;
}

/** Every option that is plain data and that none of Datadog's own variables stands for. */
export const environmentOptions: readonly EnvironmentOption[] = [
  option(['prefix'], text),
  option(['device'], text),
  option(['flushIntervalSeconds'], number),
  option(['rollUpIntervalSeconds'], number),
  option(['lateSeconds'], number),
  option(['autoFlush'], flag),
  option(['disabled'], flag),
  option(['countAs'], text),
  option(['seriesApi'], text),
  option(['serverless'], text),
  option(['histogram', 'aggregates'], listOf(text)),
  option(['histogram', 'percentiles'], listOf(number)),
  option(['maxContexts'], number),
  option(['retry', 'attempts'], number),
  option(['retry', 'baseDelayMs'], number),
  option(['retry', 'maxDelayMs'], number),
  option(['queue', 'maxBytes'], number),
  option(['spool', 'dir'], text),
  option(['distributions', 'retry'], text),
  option(['handleSignals'], flag),
  option(['telemetry'], flag),
  option(['allowInsecureHttp'], flag, 'DOGSTATS_ALLOW_HTTP'),
];

/** `retry`, `baseDelayMs` → `DOGSTATS_RETRY_BASE_DELAY_MS`. */
function option(path: EnvironmentOption['path'], parse: Parse, name?: string): EnvironmentOption {
  const words = path.join('_').replace(/([a-z])([A-Z])/g, '$1_$2');
  return { path, variable: name ?? `DOGSTATS_${words.toUpperCase()}`, parse };
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Options as given, and where they say nothing, what the variables say.
 *
 * @param problems takes a sentence for each variable that can't be used.
 */
export function withEnvironment(
  given: DogStatsOptions,
  env: Environment,
  problems: string[],
): DogStatsOptions {
  const merged: Record<string, unknown> = { ...given };
  for (const { path, variable, parse } of environmentOptions) {
    const written = firstVariable(env, variable);
    if (written === undefined || isGiven(given, path)) continue;
    const [name, field] = path;
    const value = parse(written);
    const problem = checkOptions({ [name]: field === undefined ? value : { [field]: value } })[0];
    if (problem !== undefined) problems.push(problem.replace(path.join(' '), variable));
    else if (field === undefined) merged[name] = value;
    else merged[name] = { ...(merged[name] as Values | undefined), [field]: value };
  }
  return merged;
}

function isGiven(given: DogStatsOptions, [name, field]: EnvironmentOption['path']): boolean {
  const value: unknown = given[name];
  if (field === undefined || value === undefined) return value !== undefined;
  // What is no object is found by the check of the options.
  return typeof value !== 'object' || value === null || (value as Values)[field] !== undefined;
}
