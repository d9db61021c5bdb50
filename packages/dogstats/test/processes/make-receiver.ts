import { Aggregator, type MetricPoint } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { NoticeBox } from '../../src/notices/notice-box.js';
import { SessionReceiver } from '../../src/processes/session-receiver.js';

/** What takes hand-overs in a primary, on a manual clock. */
export function makeReceiver(options: { clock?: ManualClock; maxContexts?: number } = {}): {
  readonly receiver: SessionReceiver;
  readonly aggregator: Aggregator;
  readonly notices: NoticeBox;
  readonly clock: ManualClock;
  /** Takes out all that it was given. */
  readonly points: () => MetricPoint[];
} {
  const { clock = new ManualClock(), maxContexts = 50_000 } = options;
  const aggregator = new Aggregator({
    mode: 'replace',
    clock,
    random: () => 0.5,
    rollUpIntervalSeconds: 10,
    lateSeconds: 10,
    birthSeconds: clock.now() / 1000 - 3600,
    host: 'primary',
    tags: [],
    prefix: '',
    maxContexts,
    histogramSuffixes: [],
  });
  const notices = new NoticeBox();
  const aggregators = [aggregator];
  const receiver = new SessionReceiver({ aggregators, notices, clock, lateSeconds: 30 });
  return { receiver, aggregator, notices, clock, points: () => [...aggregator.cutAll().points] };
}
