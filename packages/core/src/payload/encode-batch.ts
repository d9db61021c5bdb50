import type { MetricPoint } from '../metric/metric-point.js';
import { encodePoint, routeOf } from './encode-point.js';
import type { EncodingOptions } from './encoding-options.js';
import { type Route, routeLimits } from './limits.js';
import { type EncodedUnit, envelopeBytes, joinUnits, type Payload } from './payload.js';

/**
 * Turns points into requests within the raw-byte and point limits of their routes: each payload of
 * one route and one bucket, the aggregates of one histogram together. A single unit over a limit
 * gets a payload of its own, for the sink to drop by name.
 */
export function encodeBatch(points: Iterable<MetricPoint>, encoding: EncodingOptions): Payload[] {
  const payloads: Payload[] = [];
  const open = new Map<string, OpenPayload>();
  for (const point of points) {
    const route = routeOf(point, encoding);
    const key = `${route} ${point.bucketStart}`;
    let payload = open.get(key);
    if (payload === undefined) {
      payload = new OpenPayload(route, point.bucketStart);
      open.set(key, payload);
    }
    const unit = encodePoint(point, encoding);
    if (!payload.hasRoomFor(unit)) payloads.push(payload.take());
    payload.add(unit);
  }
  for (const payload of open.values()) payloads.push(payload.take());
  return payloads;
}

class OpenPayload {
  readonly #route: Route;
  readonly #bucketStart: number;
  #units: EncodedUnit[] = [];
  #bytes = envelopeBytes;
  #points = 0;

  constructor(route: Route, bucketStart: number) {
    this.#route = route;
    this.#bucketStart = bucketStart;
  }

  hasRoomFor(unit: EncodedUnit): boolean {
    if (this.#units.length === 0) return true;
    const limits = routeLimits[this.#route];
    return (
      this.#bytes + unit.bytes + 1 <= limits.rawBytes && this.#points + unit.points <= limits.points
    );
  }

  add(unit: EncodedUnit): void {
    this.#units.push(unit);
    this.#bytes += unit.bytes + 1;
    this.#points += unit.points;
  }

  take(): Payload {
    const payload = joinUnits(this.#route, this.#bucketStart, this.#units);
    this.#units = [];
    this.#bytes = envelopeBytes;
    this.#points = 0;
    return payload;
  }
}
