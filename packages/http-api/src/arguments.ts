import { wrongArgument } from './errors.js';

/** Unix seconds, or a date. */
export type Time = number | Date;

/** Datadog's numbers for things; text where one has more digits than a number can hold. */
export type Id = number | string;

/** What every call takes besides its own options. */
export interface CallOptions {
  /** Ends the call; it rejects with the signal's reason, unless errors are swallowed. */
  readonly signal?: AbortSignal | undefined;
  /** Of one attempt, in milliseconds; the client's own by default. */
  readonly timeoutMs?: number | undefined;
}

const callOptions: ReadonlySet<string> = new Set(['signal', 'timeoutMs']);

/**
 * What is left of a call's options when it has taken its own must be these: a misspelt one would be
 * lost in silence.
 *
 * @throws {DogStatsError} `ERR_OPTIONS`
 */
export function checkCallOptions(options: CallOptions = {}): void {
  const unknown = Object.keys(options).find((name) => !callOptions.has(name));
  if (unknown === undefined) return;
  throw wrongArgument(
    `unknown option '${unknown}' of this call (docs/http-api.md has all of them)`,
  );
}

/**
 * Whether arguments that have to be text are.
 *
 * @throws {DogStatsError} `ERR_OPTIONS`
 */
export function checkTexts(given: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw misplaced(name, 'text');
  }
}

/** For what comes from a call in the form of another language. */
function misplaced(name: string, wanted: string): Error {
  return wrongArgument(
    `${name} has to be ${wanted}: what is needed comes in order, the rest in one object at the end`,
  );
}

/** One part of a path, that can't become more than one. */
export function segment(value: Id, name: string): string {
  if (typeof value === 'number') checkDigits(value, name);
  else if (typeof value !== 'string') throw misplaced(name, 'text or a number');
  const text = String(value);
  if (text === '' || text === '.' || text === '..' || !text.isWellFormed()) {
    throw wrongArgument(`${name} is ${JSON.stringify(text)}: give the id of what is meant`);
  }
  return encodeURIComponent(text);
}

/** A list from one entry or several. */
export function listOf(entries: string | readonly string[], name: string): string[] {
  if (typeof entries === 'string') return [entries];
  if (!Array.isArray(entries)) throw misplaced(name, 'text, or a list');
  return [...entries];
}

/** As Datadog takes lists in a query; nothing for none. */
export function commaList(
  entries: string | readonly string[] | undefined,
  name: string,
): string | undefined {
  return entries === undefined ? undefined : listOf(entries, name).join(',');
}

/** Later than anybody means in seconds, and sooner than anybody means in milliseconds. */
const latestSeconds = 100_000_000_000;

/** Whole unix seconds; nothing for nothing. */
export function secondsOf(time: Time, name: string): number;
export function secondsOf(time: Time | undefined, name: string): number | undefined;
export function secondsOf(time: Time | undefined, name: string): number | undefined {
  if (time === undefined) return undefined;
  const seconds = time instanceof Date ? time.getTime() / 1_000 : time;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) {
    throw wrongArgument(`${name} has to be unix seconds or a Date`);
  }
  if (Math.abs(seconds) >= latestSeconds) {
    throw wrongArgument(`${name} is ${seconds}: unix seconds are meant, not milliseconds`);
  }
  return Math.trunc(seconds);
}

/** An id as decimal digits. */
export function digitsOf(id: Id, name: string): string {
  const text = String(id);
  if (typeof id === 'number') checkDigits(id, name);
  if (!/^\d+$/.test(text))
    throw wrongArgument(`${name} is ${JSON.stringify(text)}: digits are meant`);
  return text;
}

/** An id that goes out as a number in JSON. */
export function numberOf(id: Id, name: string): number {
  const number = Number(digitsOf(id, name));
  checkDigits(number, name);
  return number;
}

function checkDigits(id: number, name: string): void {
  if (Number.isSafeInteger(id)) return;
  throw wrongArgument(`${name} is ${id}: a number of this size has lost digits, give text`);
}
