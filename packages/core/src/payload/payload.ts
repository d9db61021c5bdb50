import { Buffer } from 'node:buffer';
import type { Route } from './limits.js';
import type { Units } from './units.js';

/**
 * One request: points of one bucket from one cut, within the limits of its route.
 */
export interface Payload {
  readonly route: Route;
  /** Start of the bucket that all its points belong to, unix seconds. */
  readonly bucketStart: number;
  /** JSON, all of it ASCII. */
  readonly body: Buffer;
  /** Never empty; in the order of the body. */
  readonly units: Units;
}

/** What stands before the units of a body, and after them; commas in between. */
export const opening: Buffer = Buffer.from('{"series":[');
export const closing: Buffer = Buffer.from(']}');

/** The two halves of a payload, by bytes; `undefined` when it is a single unit. */
export function dividePayload(payload: Payload): readonly [Payload, Payload] | undefined {
  const { units } = payload;
  if (units.length < 2) return undefined;
  const cut = placeBeyond(units, payload.body.length / 2);
  return [slice(payload, 0, cut), slice(payload, cut, units.length)];
}

/** The first unit that ends beyond a byte, but neither the first of all nor past the last. */
function placeBeyond(units: Units, byte: number): number {
  let place = 0;
  for (const { end } of units) {
    if (end > byte) break;
    place++;
  }
  return Math.min(Math.max(place, 1), units.length - 1);
}

function slice(payload: Payload, from: number, to: number): Payload {
  let place = 0;
  let start = 0;
  let stop = 0;
  for (const unit of payload.units) {
    if (place === from) start = unit.start;
    if (place === to - 1) stop = unit.end;
    place++;
  }
  const body = Buffer.concat([opening, payload.body.subarray(start, stop), closing]);
  return { ...payload, body, units: payload.units.slice(from, to) };
}
