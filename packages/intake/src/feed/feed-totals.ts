import type { PersistState } from '../persist/persist-state.js';
import type { RemoteWriteStats } from '../remote-write/remote-write-stats.js';
import type { RequestLog } from '../requests/request-log.js';
import type { Drop } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';
import type { SeriesStore } from '../store/series-store.js';
import type { Background } from './background.js';

/** The figures in the page's header, and what its banner goes by. */
export interface FeedTotals {
  /** Unix milliseconds, so that the page runs on the intake's clock. */
  readonly now: number;
  readonly series: number;
  readonly points: number;
  /** Payloads taken. */
  readonly payloads: number;
  /** Points that were dropped after a 202. */
  readonly dropped: number;
  /** The same by reason. */
  readonly drops: readonly Drop[];
  /** What was forgotten since the intake was full, and when last: unix milliseconds. */
  readonly evicted: Evicted & { readonly at: number | null };
  /** Unix milliseconds of the last payload taken, null before the first. */
  readonly lastPayloadAt: number | null;
  /** The last request that was refused, null when there was none. */
  readonly refusal: { at: number; status: number; path: string; reason: string } | null;
  /** How it goes with the store behind, null without one. */
  readonly remoteWrite: RemoteWriteStats | null;
  /** How it goes with the file that keeps what came, null without one. */
  readonly persist: PersistState | null;
}

export function feedTotals(
  store: SeriesStore,
  requests: RequestLog,
  { remoteWrite, persist }: Background,
  now: number,
): FeedTotals {
  const { lastRefused } = requests;
  return {
    now,
    series: store.contextCount,
    points: store.pointCount,
    payloads: requests.accepted,
    dropped: requests.dropped,
    drops: requests.drops(),
    evicted: { ...requests.evicted, at: requests.lastEvictedAt ?? null },
    lastPayloadAt: requests.lastAcceptedAt ?? null,
    refusal:
      lastRefused === undefined
        ? null
        : {
            at: lastRefused.receivedAt,
            status: lastRefused.status,
            path: lastRefused.path,
            reason: lastRefused.errors[0] ?? '',
          },
    remoteWrite: remoteWrite?.stats() ?? null,
    persist: persist?.state() ?? null,
  };
}
