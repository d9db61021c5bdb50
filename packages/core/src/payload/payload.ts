import { Buffer } from 'node:buffer';
import type { Route } from './limits.js';

/**
 * The smallest part of a payload that may be delivered or dropped on its own: one series, or all
 * the aggregates of one histogram in one bucket.
 */
export interface Unit {
  /** The metric as the caller named it, to say in a report which one was at fault. */
  readonly metric: string;
  /** Where its text begins in the payload's body, in bytes. */
  readonly start: number;
  /** Where its text ends, exclusive. */
  readonly end: number;
  /** Points on the wire. */
  readonly points: number;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
}

/**
 * One request: points of one bucket from one cut, within the limits of its route.
 */
export interface Payload {
  readonly route: Route;
  /** Start of the bucket that all its points belong to, unix seconds. */
  readonly bucketStart: number;
  /** UTF-8 JSON. */
  readonly body: Buffer;
  /** Never empty; in the order of the body. */
  readonly units: readonly Unit[];
}

/** What stands before the units of a body, and after them; commas in between. */
export const opening: Buffer = Buffer.from('{"series":[');
export const closing: Buffer = Buffer.from(']}');

/** Recorded calls that a payload is the first to carry. */
export function payloadSamples(payload: { readonly units: readonly Unit[] }): number {
  let samples = 0;
  for (const unit of payload.units) samples += unit.samples;
  return samples;
}

/** The two halves of a payload, by bytes; `undefined` when it is a single unit. */
export function dividePayload(payload: Payload): readonly [Payload, Payload] | undefined {
  const { units } = payload;
  if (units.length < 2) return undefined;
  const middle = payload.body.length / 2;
  let cut = units.findIndex((unit) => unit.end > middle);
  cut = Math.min(Math.max(cut, 1), units.length - 1);
  return [slice(payload, 0, cut), slice(payload, cut, units.length)];
}

function slice(payload: Payload, from: number, to: number): Payload {
  const kept = payload.units.slice(from, to);
  const first = kept[0]?.start ?? 0;
  const last = kept.at(-1)?.end ?? 0;
  const shift = opening.length - first;
  const body = Buffer.concat([opening, payload.body.subarray(first, last), closing]);
  const units = kept.map((unit) => ({
    ...unit,
    start: unit.start + shift,
    end: unit.end + shift,
  }));
  return { ...payload, body, units };
}
