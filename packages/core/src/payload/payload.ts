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

const opening = Buffer.from('{"series":[');
const closing = Buffer.from(']}');

/** Bytes of a body besides its units and the commas between them. */
export const envelopeBytes: number = opening.length + closing.length;

/** Recorded calls that a payload is the first to carry. */
export function payloadSamples(payload: { readonly units: readonly Unit[] }): number {
  let samples = 0;
  for (const unit of payload.units) samples += unit.samples;
  return samples;
}

/** A unit that has no place in a body yet. */
export interface EncodedUnit extends Omit<Unit, 'start' | 'end'> {
  /** JSON of its series, with commas between them. */
  readonly text: string;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
}

/** Joins units, which must be of one bucket, into a payload. */
export function joinUnits(
  route: Route,
  bucketStart: number,
  encoded: readonly EncodedUnit[],
): Payload {
  let length = envelopeBytes + encoded.length - 1;
  for (const unit of encoded) length += unit.bytes;
  const body = Buffer.allocUnsafe(length);
  let offset = opening.copy(body);
  const units: Unit[] = [];
  for (const { metric, text, points, samples } of encoded) {
    if (units.length > 0) offset += body.write(',', offset);
    const start = offset;
    offset += body.write(text, offset);
    units.push({ metric, start, end: offset, points, samples });
  }
  closing.copy(body, offset);
  return { route, bucketStart, body, units };
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
