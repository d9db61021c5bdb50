import type { Check } from '../checks/check.js';
import type { DecodedEvent } from '../events/event.js';
import type { DropTally } from './drop.js';

/** Events that happened longer ago are dropped. */
const maxEventAgeSeconds = 18 * 3_600;

/** Checks that ran longer ago are dropped. */
const maxCheckAgeSeconds = 600;

/** @param now unix seconds */
export function admitsEvent(event: DecodedEvent, now: number, tally: DropTally): boolean {
  return isRecent(event.title, now - event.timestamp, maxEventAgeSeconds, tally);
}

/** @param now unix seconds */
export function admitsCheck(check: Check, now: number, tally: DropTally): boolean {
  return isRecent(check.check, now - check.timestamp, maxCheckAgeSeconds, tally);
}

function isRecent(name: string, age: number, maxAge: number, tally: DropTally): boolean {
  if (age <= maxAge) return true;
  tally.add('too_old', 1, name, `it is ${age} s old, ${maxAge} s are allowed`);
  return false;
}
