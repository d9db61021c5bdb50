import { isMainThread } from 'node:worker_threads';
import type { Sink } from '@dogstats/core';
import { LazySink } from '../lazy-sink.js';
import type { ResolvedOptions } from '../resolve-options.js';
import type { PrimarySink } from './primary-sink.js';
import { processLink } from './process-link.js';
import { ThreadLink } from './thread-link.js';

/** The sink of a worker, to its primary. */
export function makePrimarySink(options: ResolvedOptions): Sink {
  const { clock, prefix, impliedHost, handOverBytes: maxBytes } = options;
  const load = async (): Promise<PrimarySink> => {
    const from = crypto.randomUUID();
    const { PrimarySink } = await import('./primary-sink.js');
    const link = isMainThread ? processLink : new ThreadLink(from);
    return new PrimarySink({ from, link, clock, isPrefixed: prefix !== '', impliedHost, maxBytes });
  };
  return new LazySink({ mode: 'add', load });
}
