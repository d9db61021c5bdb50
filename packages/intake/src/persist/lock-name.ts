import { randomUUID } from 'node:crypto';
import { processStart } from './process-start.js';

/** The second part is missing in names of 0.1.0 and before. */
const pattern = /^(\d{1,10})(?:_([a-z0-9.]+)_|-)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A fresh name that says which process it is of. */
export function lockName(): string {
  return `${process.pid}_${processStart(process.pid)}_${randomUUID()}`;
}

export function isLockName(text: string): boolean {
  return pattern.test(text);
}

/** The number of the process that a name is of. */
export function ownerOf(name: string): number {
  return Number.parseInt(name, 10);
}

/**
 * Whether the process of a name still runs. Where the start of either is not known, one that has its
 * number is taken for it; but not this process by a name of the former form, which it writes no more.
 */
export function isOfLiving(name: string): boolean {
  const owner = ownerOf(name);
  const start = processStart(owner);
  if (start === undefined) return false;
  const [, , said] = pattern.exec(name) ?? [];
  if (said === undefined) return owner !== process.pid;
  return said === start || said === 'unknown' || start === 'unknown';
}
