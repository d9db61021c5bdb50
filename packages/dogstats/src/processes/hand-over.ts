import type { DropCounts, Notice } from '@dogstats/core';
import type { PlainPoint } from './plain-point.js';

/** Raised when an older primary could no longer read what a worker says. */
export const handOverVersion = 1;

/**
 * What a worker says to its primary: a part of what it recorded. Plain JSON, so that it gets through
 * either serialization of `node:cluster`, and through a port.
 *
 * A worker sends one part at a time, and the same again until it is answered. A primary answers each,
 * and adds one that it has taken before no second time.
 */
export interface HandOver {
  readonly type: 'dogstats:hand-over';
  readonly version: typeof handOverVersion;
  /** The sink that it comes from; no two have the same, in whatever process. */
  readonly from: string;
  /** Counts the parts of that sink, from 1; may leave out some. */
  readonly part: number;
  /** Whether names have a prefix of the worker's; otherwise they get the primary's. */
  readonly isPrefixed: boolean;
  readonly points: readonly PlainPoint[];
  /** Without a host where they belong to that of the primary. */
  readonly notices: readonly PlainNotice[];
}

export type PlainNotice = {
  [K in Notice['kind']]: OptionalHost<Extract<Notice, { kind: K }>>;
}[Notice['kind']];
type OptionalHost<N extends Notice> = Omit<N, 'host'> & { readonly host?: string | undefined };

/** What a primary answers: what became of all calls and notices of a part. */
export interface Taken {
  readonly type: 'dogstats:taken';
  readonly version: typeof handOverVersion;
  /** `from` and `part` of the hand-over. */
  readonly to: string;
  readonly part: number;
  readonly accepted: number;
  readonly dropped: DropCounts;
  /** What is wrong with all of it, such as a version that the primary does not know. */
  readonly problem?: string | undefined;
}

/** The envelope of a message that claims to be a hand-over; what is in it is anybody's guess. */
export type HandOverLike = Pick<HandOver, 'type' | 'from' | 'part'> & {
  readonly [field: string]: unknown;
};

/** Whether something that arrived is a hand-over that can be answered. */
export function isHandOver(message: unknown): message is HandOverLike {
  if (!isRecord(message) || message['type'] !== 'dogstats:hand-over') return false;
  const { from, part } = message;
  return typeof from === 'string' && from.length <= 100 && Number.isSafeInteger(part);
}

/** Whether something that arrived is an answer to a sink. */
export function isTaken(message: unknown, to: string): message is Taken {
  return (
    isRecord(message) &&
    message['type'] === 'dogstats:taken' &&
    message['to'] === to &&
    isRecord(message['dropped']) &&
    Number.isSafeInteger(message['accepted']) &&
    Number.isSafeInteger(message['part'])
  );
}

export function isRecord(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
