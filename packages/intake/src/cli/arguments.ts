import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { histogramAggregates } from '../dogstatsd/dogstatsd-options.js';
import { type FaultRule, parseFaultRule } from '../faults/fault-rule.js';
import { parseRateLimit, type RateLimit } from '../rate-limit.js';

export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
}

/** An address of an intake. */
export function readUrl(text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('it is such as http://127.0.0.1:8282.');
}

/** What a file holds. */
export function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** `acme=key` or `acme=key,other`; the same tenant may come again. */
export function addTenant(
  text: string,
  before: Record<string, string[]> = {},
): Record<string, string[]> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('it is <name>=<key>, or <name>=<key>,<key>.');
  const name = text.slice(0, equals);
  const known = Object.entries(before).find(([tenant]) => tenant === name)?.[1] ?? [];
  return { ...before, [name]: [...known, ...text.slice(equals + 1).split(',')] };
}

/** `Name: value`. */
export function addHeader(
  text: string,
  before: Record<string, string> = {},
): Record<string, string> {
  const colon = text.indexOf(':');
  if (colon < 1) throw new InvalidArgumentError('it is <name>: <value>.');
  return { ...before, [text.slice(0, colon)]: text.slice(colon + 1).trim() };
}

export function addFault(text: string, before: FaultRule[] = []): FaultRule[] {
  try {
    return [...before, parseFaultRule(faultOf(text))];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A status, the name of a fault that needs no more, or a rule in JSON. */
function faultOf(text: string): unknown {
  if (/^\d+$/.test(text)) return { status: Number(text) };
  if (/^\w+$/.test(text)) return { [text]: true };
  return JSON.parse(text);
}

export function readRateLimit(text: string): RateLimit {
  const limit = parseRateLimit(text);
  if (limit !== undefined) return limit;
  throw new InvalidArgumentError('it is requests/seconds, both whole numbers from 1.');
}

const unitSeconds = new Map([
  ['', 1],
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
]);

/** `25h` in seconds; a number without a unit has seconds already. */
export function readDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([smhd]?)$/.exec(text) ?? [];
  const seconds = Math.round(Number(number) * (unitSeconds.get(unit) as number));
  if (number !== '' && Number.isSafeInteger(seconds)) return seconds;
  throw new InvalidArgumentError('it is a number with a unit: 90s, 30m, 25h or 2d.');
}

export function readCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,12}$/.test(text) && count > 0) return count;
  throw new InvalidArgumentError('it is a whole number from 1.');
}

/** `max median count`, with spaces or commas between, as the Agent's variable has them. */
export function readAggregates(text: string): (typeof histogramAggregates)[number][] {
  return words(text).map((word) => {
    const known = histogramAggregates.find((each) => each === word);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`"${word}" is none of ${histogramAggregates.join(', ')}.`);
  });
}

/** `0.95 0.99`. */
export function readPercentiles(text: string): number[] {
  return words(text).map((word) => {
    const fraction = Number(word);
    if (fraction > 0 && fraction <= 1) return fraction;
    throw new InvalidArgumentError(`"${word}" is no fraction such as 0.95.`);
  });
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
