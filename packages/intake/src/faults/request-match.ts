import { z } from 'zod';
import { consistsOf } from '../text/characters.js';

/** Which requests a fault is for: those that fulfil every condition given. */
export interface RequestMatch {
  /** `POST`, `GET`, … */
  readonly method?: string | undefined;
  /**
   * The path without the query; one `*` at its end stands for anything. Left out: every route that
   * takes payloads, or every route at all with `windowOverSeconds`.
   */
  readonly path?: string | undefined;
  /** The API key it comes with. */
  readonly key?: string | undefined;
  /** A metric in its payload, as it is spelled there; `*` at the end as above. */
  readonly metric?: string | undefined;
  /** Queries over a longer time than this: `from` and `to` in the address, or of a v2 query. */
  readonly windowOverSeconds?: number | undefined;
  /** Bodies of more bytes on the wire. */
  readonly bodyOverBytes?: number | undefined;
}

export const requestMatchSchema: z.ZodType<RequestMatch> = z.strictObject({
  method: z.string().refine(isInCapitals, 'is a method in capitals').optional(),
  path: z.string().startsWith('/').optional(),
  key: z.string().min(1).optional(),
  metric: z.string().min(1).optional(),
  windowOverSeconds: z.number().min(0).optional(),
  bodyOverBytes: z.int().min(0).optional(),
});

/** What is known of a request. What costs something to find out is found out when asked for. */
export interface RequestView {
  readonly method: string;
  readonly path: string;
  /** Whether payloads are taken there. */
  readonly ingest: boolean;
  readonly key: string | undefined;
  /** Bytes of the body on the wire. */
  bodyBytes(): Promise<number>;
  /** Names of the metrics in the payload; none when it can't be read. */
  metrics(): Promise<ReadonlySet<string>>;
  /** Length of the time that a query is about, if it is one. */
  windowSeconds(): Promise<number | undefined>;
}

/** Whether a request fulfils every condition; the cheap ones are tried first. */
export async function matches(match: RequestMatch, request: RequestView): Promise<boolean> {
  const { method, path, key, metric, windowOverSeconds, bodyOverBytes } = match;
  if (path === undefined && windowOverSeconds === undefined && !request.ingest) return false;
  if (path !== undefined && !fits(path, request.path)) return false;
  if (method !== undefined && method !== request.method) return false;
  if (key !== undefined && key !== request.key) return false;
  if (bodyOverBytes !== undefined && (await request.bodyBytes()) <= bodyOverBytes) return false;
  if (windowOverSeconds !== undefined) {
    const seconds = await request.windowSeconds();
    if (seconds === undefined || seconds <= windowOverSeconds) return false;
  }
  return metric === undefined || fitsAny(metric, await request.metrics());
}

function isInCapitals(text: string): boolean {
  return text !== '' && consistsOf(text, (character) => character >= 'A' && character <= 'Z');
}

function fits(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function fitsAny(pattern: string, names: ReadonlySet<string>): boolean {
  if (!pattern.endsWith('*')) return names.has(pattern);
  for (const name of names) if (fits(pattern, name)) return true;
  return false;
}
