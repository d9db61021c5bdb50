import type { Window } from '../engine/window.js';

/** A request of one window, keys and address aside. */
export interface AdapterRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** Knows one of Datadog's query endpoints: what to ask, and what an answer says. */
export interface Adapter<D> {
  readonly name: AdapterName;
  /** Windows are multiples of it, in milliseconds. */
  readonly stepMs: number;
  /** What no window exceeds, in milliseconds. */
  readonly longestMs: number;
  /** Keys of the groups that rows have a column for. */
  readonly groupKeys: readonly string[];
  request(window: Window): AdapterRequest;
  /** @throws {ParseError} */
  parse(text: string, window: Window): D;
  /** Nothing. */
  empty(): D;
  /** Points, of a timeseries values that are there, of scalars rows. */
  count(data: D): number;
  /** One result of the results of windows that follow each other. */
  merge(parts: readonly D[]): D;
}

export const adapterNames = ['datadog_v1', 'datadog_v2_timeseries', 'datadog_v2_scalar'] as const;
export type AdapterName = (typeof adapterNames)[number];

/** An answer that is not what Datadog documents. */
export class ParseError extends Error {}
