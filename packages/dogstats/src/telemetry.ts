import {
  type Aggregator,
  type AggregatorStats,
  type Cut,
  DropCounter,
  type DropReason,
  type MetricPoint,
} from '@dogstats/core';
import type { LedgerTotals } from './ledger.js';

/** What a pipeline takes its points from. */
export type CutSource = Pick<Aggregator, 'cutAll' | 'cutBefore' | 'cutClosed'>;

/** The account of one pipeline. */
export interface PipelineStats {
  readonly aggregator: AggregatorStats;
  readonly ledger: LedgerTotals;
}

type Unsettled = Parameters<CutSource['cutAll']>[0];

/**
 * The account as metrics, `dogstats.client.*`, behind the points of each cut that has any: in the
 * same payloads, but in nobody's account, for they carry no calls.
 */
export class Telemetry implements CutSource {
  readonly #user: CutSource;
  readonly #own: Aggregator;
  readonly #stats: () => PipelineStats;
  readonly #sent = { recorded: 0, accepted: 0, possiblyDuplicated: 0 };
  readonly #dropped = new DropCounter();

  /** @param own only for what is recorded here. */
  constructor(user: CutSource, own: Aggregator, stats: () => PipelineStats) {
    this.#user = user;
    this.#own = own;
    this.#stats = stats;
  }

  cutAll(unsettled?: Unsettled): Cut {
    return this.#both((source, isUnsettled) => source.cutAll(isUnsettled), unsettled);
  }

  cutClosed(unsettled?: Unsettled): Cut {
    return this.#both((source, isUnsettled) => source.cutClosed(isUnsettled), unsettled);
  }

  cutBefore(timestampSeconds: number, unsettled?: Unsettled): Cut {
    return this.#both(
      (source, isUnsettled) => source.cutBefore(timestampSeconds, isUnsettled),
      unsettled,
    );
  }

  get usedUntil(): number | undefined {
    return this.#own.usedUntil;
  }

  #both(cut: (source: CutSource, unsettled: Unsettled) => Cut, unsettled: Unsettled): Cut {
    this.#record();
    const user = cut(this.#user, unsettled);
    const own = cut(this.#own, unsettled);
    return {
      points: this.#chain(user.points, own.points),
      get samples() {
        return user.samples;
      },
      get waiting() {
        return user.waiting;
      },
    };
  }

  *#chain(user: Iterable<MetricPoint>, own: Iterable<MetricPoint>): Iterable<MetricPoint> {
    let figures: MetricPoint[] | undefined;
    for (const point of user) {
      // Alone they are not worth a request; once a point is out, their bucket counts as under way.
      figures ??= [...own];
      yield point;
    }
    for (const point of figures ?? []) yield { ...point, samples: 0 };
  }

  #record(): void {
    const { aggregator, ledger } = this.#stats();
    const { recorded, contexts, open } = aggregator;
    const { accepted, possiblyDuplicated, retained } = ledger;
    this.#count('recorded', recorded);
    this.#count('accepted', accepted);
    this.#count('possiblyDuplicated', possiblyDuplicated);
    const dropped = new DropCounter();
    dropped.addAll(aggregator.dropped);
    dropped.addAll(ledger.dropped);
    this.#countDrops(dropped);
    this.#own.gauge('dogstats.client.retained', open + retained);
    this.#own.gauge('dogstats.client.contexts', contexts);
  }

  #count(figure: 'recorded' | 'accepted' | 'possiblyDuplicated', total: number): void {
    const metric = figure === 'possiblyDuplicated' ? 'possibly_duplicated' : figure;
    const more = total - this.#sent[figure];
    this.#sent[figure] = total;
    if (more !== 0) this.#own.increment(`dogstats.client.${metric}`, more);
  }

  #countDrops(dropped: DropCounter): void {
    const before = this.#dropped.counts();
    for (const [reason, calls] of Object.entries(dropped.counts())) {
      const more = calls - (before[reason as DropReason] ?? 0);
      if (more === 0) continue;
      this.#dropped.add(reason as DropReason, more);
      this.#own.increment('dogstats.client.dropped', more, { reason });
    }
  }
}
