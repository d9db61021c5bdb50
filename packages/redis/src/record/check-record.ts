import { type DropReason, millisecondsFrom } from '@dogstats/core';
import { type RawType, rawTypes } from './raw-record.js';

/** What a record claims to be, before anybody has looked. */
export interface UncheckedRecord {
  readonly metric: unknown;
  readonly type: unknown;
  readonly value: unknown;
  readonly timestamp: unknown;
}

/**
 * Why a record may not be written, or can't be used. Some of these would stop a Chouette agent for
 * good: it dies of them, and finds them again when it restarts.
 */
export function recordProblem(record: UncheckedRecord): DropReason | undefined {
  const { metric, type, value, timestamp } = record;
  if (typeof metric !== 'string' || !/[A-Za-z]/.test(metric)) return 'invalid_name';
  if (!isRawType(type)) return 'invalid_arguments';
  if (type === 'set' ? !isMembers(value) : !Number.isFinite(value)) return 'invalid_value';
  if (!Number.isFinite(timestamp)) return 'invalid_timestamp';
  return Math.abs(timestamp as number) > millisecondsFrom ? 'timestamp_in_ms' : undefined;
}

export function isRawType(type: unknown): type is RawType {
  return (rawTypes as readonly unknown[]).includes(type);
}

function isMembers(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((member) => typeof member === 'string' || Number.isFinite(member))
  );
}
