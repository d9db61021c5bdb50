import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { type FaultRule, parseFaultRule } from '../faults/fault-rule.js';
import { parseRateLimit, type RateLimit } from '../rate-limit.js';

export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
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
  before: Record<string, string[]>,
): Record<string, string[]> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('it is <name>=<key>, or <name>=<key>,<key>.');
  const name = text.slice(0, equals);
  const known = Object.entries(before).find(([tenant]) => tenant === name)?.[1] ?? [];
  return { ...before, [name]: [...known, ...text.slice(equals + 1).split(',')] };
}

export function addFault(text: string, before: FaultRule[]): FaultRule[] {
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
