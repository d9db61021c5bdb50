import { systemClock } from '@dogstats/transport/http-client';
import type { Adapter } from './adapters/adapter.js';
import { type AdapterSpec, buildAdapter } from './adapters/build-adapter.js';
import type { Result } from './data/result.js';
import { QueryStream } from './engine/query-stream.js';
import { openConnection } from './options/connection.js';
import type { ConnectionOptions, WalkOptions } from './options/query-options.js';
import { AdaptivePolicy } from './policy/adaptive-policy.js';
import { optionsError } from './query-error.js';

/** The year 5138: what is beyond it was meant in milliseconds. */
const latestMs = 1e14;

/**
 * Puts a stream together from options of the right shape.
 *
 * @param what the function that was called.
 * @param problems known already, told along with all others.
 * @throws {QueryError} `INVALID_ARG`
 */
export function openStream(
  what: string,
  spec: AdapterSpec,
  options: ConnectionOptions & WalkOptions,
  problems: string[],
): QueryStream<Result> {
  const adapter = buildAdapter(spec, problems) as Adapter<Result>;
  const range = { startMs: millisecondsOf(options.from), endMs: millisecondsOf(options.to) };
  for (const [name, milliseconds] of Object.entries({ from: range.startMs, to: range.endMs })) {
    if (Math.abs(milliseconds) > latestMs) {
      problems.push(`${name}: expected unix seconds; ${milliseconds / 1_000} may be milliseconds`);
    }
  }
  if (!(range.startMs < range.endMs)) problems.push('from must be before to');
  const { chunkSeconds, cursor } = options;
  if (cursor !== undefined && !(cursor.startMs >= range.startMs && cursor.startMs <= range.endMs)) {
    problems.push('cursor: it is not of this range');
  }
  const connection = openConnection(options, problems);
  if (problems.length > 0) throw optionsError(what, problems);
  return new QueryStream({
    adapter,
    ...connection,
    range,
    cursor,
    chunkMs: chunkSeconds === undefined ? undefined : chunkSeconds * 1_000,
    policy: options.policy ?? new AdaptivePolicy(),
    maxRetries: options.maxRetries ?? 5,
    prefetch: options.prefetch ?? true,
    eager: options.eager ?? false,
    signal: options.signal,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onProgress: options.onProgress ?? (() => {}),
    onRetry: options.onRetry ?? (() => {}),
  });
}

/** Whole seconds: v1 knows no others. */
function millisecondsOf(time: number | Date): number {
  return Math.floor(typeof time === 'number' ? time : time.getTime() / 1_000) * 1_000;
}
