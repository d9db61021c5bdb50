import type { Check } from '../checks/check.js';
import type { DecodedEvent } from '../events/event.js';
import type { Steps } from '../steps.js';
import type { DecodedSeries, DecodedSketches } from './decoded-series.js';

/** What one body carries, whatever route it came by. */
export interface Payload {
  readonly series: readonly DecodedSeries[];
  readonly sketches: readonly DecodedSketches[];
  readonly events: readonly DecodedEvent[];
  readonly checks: readonly Check[];
}

/** A body with nothing to store, such as the metadata of a host. */
export const emptyPayload: Payload = { series: [], sketches: [], events: [], checks: [] };

/** How much of each there is: of series the contexts, of points in distributions the samples. */
export function payloadCounts({ series, sketches, events, checks }: Payload): {
  series: number;
  points: number;
  events: number;
  checks: number;
} {
  let points = 0;
  for (const { timestamps } of series) points += timestamps.length;
  for (const each of sketches) for (const { count } of each.sketches) points += count;
  return {
    series: series.length + sketches.length,
    points,
    events: events.length,
    checks: checks.length,
  };
}

/**
 * Reads a parsed body.
 *
 * @param now unix seconds, for what was sent without a time
 * @throws {Refusal} 400 that says where the shape is wrong.
 */
export type JsonDecoder = (body: unknown, now: number) => Payload;

/**
 * Reads a body in protobuf.
 *
 * @param fromAgent whether tags that are not UTF-8 are mended
 * @throws {Refusal} 400 that says what is wrong.
 */
export type ProtoDecoder = (body: Buffer, fromAgent: boolean) => Steps<Payload>;
