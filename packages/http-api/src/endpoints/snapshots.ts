import { z } from 'zod';
import { type Api, asWhole, type Json, type Request, type Result } from '../api.js';
import { type CallOptions, checkTexts, secondsOf, type Time } from '../arguments.js';
import { RetiredEndpointError } from '../errors.js';

export interface Snapshot extends Json {
  /** Where the picture will be, in a moment. */
  readonly snapshot_url: string;
}

export interface SnapshotOptions extends CallOptions {
  readonly title?: string | undefined;
  /** In pixels. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

const snapshot: z.ZodType<Snapshot> = z.looseObject({ snapshot_url: z.string() });

function take(
  api: Api,
  what: Request['query'],
  start: Time,
  end: Time,
  { title, width, height, ...options }: SnapshotOptions,
): Promise<Snapshot> {
  const span = { start: secondsOf(start, 'start'), end: secondsOf(end, 'end') };
  const query = { ...what, ...span, title, width, height };
  return api.call({ method: 'GET', path: '/graph/snapshot', query, options }, snapshot);
}

/** Has Datadog draw a query. Gives where the picture will be. */
export async function graphSnapshot(
  api: Api,
  metricQuery: string,
  start: Time,
  end: Time,
  {
    eventQuery,
    ...options
  }: SnapshotOptions & {
    /** Events to draw over it. */ readonly eventQuery?: string | undefined;
  } = {},
): Promise<Result<Snapshot>> {
  checkTexts({ metricQuery });
  const what = { metric_query: metricQuery, event_query: eventQuery };
  return asWhole(await take(api, what, start, end, options));
}

/** Has Datadog draw the definition of a graph. Gives where the picture will be. @param graphDef an object, or its JSON */
export async function graphSnapshotFromDef(
  api: Api,
  graphDef: string | Json,
  start: Time,
  end: Time,
  options: SnapshotOptions = {},
): Promise<Result<Snapshot>> {
  const graph_def = typeof graphDef === 'string' ? graphDef : JSON.stringify(graphDef);
  return asWhole(await take(api, { graph_def }, start, end, options));
}

/** Has no counterpart: rejects with a `RetiredEndpointError`. */
export async function snapshotStatus(_api: Api, _snapshotUrl: string): Promise<never> {
  throw new RetiredEndpointError(
    'snapshotStatus',
    'fetch snapshot_url itself, without keys, until it is the picture',
  );
}
