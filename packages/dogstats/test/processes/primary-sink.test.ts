import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import { ManualClock, sinkContract } from '@dogstats/core/testing';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { Desk } from '../../src/processes/desk.js';
import { type HandOver, isHandOver } from '../../src/processes/hand-over.js';
import type { Link } from '../../src/processes/link.js';
import { PrimarySink } from '../../src/processes/primary-sink.js';
import { makeReceiver } from './make-receiver.js';

/** A way to a primary on which a test says what gets through. */
class TestLink implements Link {
  readonly lastBytes = 1000;
  readonly sent: HandOver[] = [];
  isUp = true;
  answers = true;
  readonly #take: (message: unknown) => unknown;
  #onMessage: (message: unknown) => void = () => {};
  #onGone: () => void = () => {};

  constructor(take: (message: unknown) => unknown) {
    this.#take = take;
  }

  send(message: unknown): boolean {
    if (!this.isUp) return false;
    this.sent.push(JSON.parse(JSON.stringify(message)));
    if (this.answers) queueMicrotask(() => this.arrive(this.sent.length - 1));
    return true;
  }

  /** One that was sent arrives at the primary, and its answer here. */
  arrive(index: number, isHeard = true): void {
    const answer = this.#take(this.sent[index]);
    if (isHeard) this.#onMessage(structuredClone(answer));
  }

  goDown(): void {
    this.isUp = false;
    this.#onGone();
  }

  listen(onMessage: (message: unknown) => void, onGone: () => void): () => void {
    this.#onMessage = onMessage;
    this.#onGone = onGone;
    return () => {
      this.#onMessage = () => {};
    };
  }
}

/** The time of the tests, which no bucket ends in. */
const nowSeconds = Date.now() / 1000;

function setUp(maxBytes = 15 * 1024 * 1024) {
  const clock = new ManualClock(nowSeconds);
  const primary = makeReceiver({ clock });
  const desk = new Desk();
  const link = new TestLink((message) => {
    if (!isHandOver(message)) throw new Error('no hand-over');
    return desk.take(message, primary.receiver);
  });
  const from = 'w';
  const sink = new PrimarySink({ from, link, clock, isPrefixed: true, impliedHost: 'w', maxBytes });
  onTestFinished(() => sink.close());
  return { clock, primary, link, sink };
}

function count(sum: number, name = 'hits'): MetricPoint {
  const context = { type: 'count', name, host: 'w', tags: [] } as const;
  const bucketStart = Math.floor(nowSeconds / 10) * 10;
  return { type: 'count', context, bucketStart, interval: 10, samples: 1, state: { sum } };
}

/** What became of a write so far. */
function outcomeOf(write: Promise<DeliveryReport>): { report?: DeliveryReport } {
  const outcome: { report?: DeliveryReport } = {};
  void write.then((report) => {
    outcome.report = report;
  });
  return outcome;
}

describe('a sink to the primary', () => {
  for (const { name, run } of sinkContract(() => setUp().sink)) it(name, run);

  it('sends what is not answered again, and it counts once', async () => {
    const { sink, link, clock, primary } = setUp();
    link.answers = false;
    const first = outcomeOf(sink.write({ points: [count(1)] }));
    const second = outcomeOf(sink.write({ points: [count(2)] }));
    await clock.advance(900);
    expect(link.sent).toHaveLength(1);
    expect(sink.stats().errors).toEqual([]);
    link.arrive(0, false);
    await clock.advance(6000);
    expect(link.sent.map(({ part }) => part)).toEqual([1, 1, 1]);
    expect(sink.stats()).toMatchObject({ retained: 2, failures: 3 });
    expect(sink.stats().errors?.[0]).toMatchObject({ code: 'ERR_PRIMARY' });

    link.answers = true;
    await clock.advance(10_000);

    expect(first.report).toMatchObject({ accepted: 1, dropped: {} });
    expect(second.report).toMatchObject({ accepted: 1, dropped: {} });
    expect(sink.stats()).toMatchObject({ accepted: 2, retained: 0, errors: [], failures: 0 });
    expect(primary.points().map(({ state }) => state)).toEqual([{ sum: 3 }]);
  });

  it('asks again at once for somebody who waits, but not at every call', async () => {
    const { sink, link, clock } = setUp();
    link.answers = false;
    void sink.write({ points: [count(1)] });
    sink.hurry();
    expect(link.sent).toHaveLength(1);
    await clock.advance(300);
    sink.hurry();
    sink.hurry();

    expect(link.sent).toHaveLength(2);
  });

  it('drops all when the primary is gone, and tells what may have been taken', async () => {
    const { sink, link } = setUp();
    link.answers = false;
    const writes = [1, 2].map((sum) => sink.write({ points: [count(sum)] }));
    link.goDown();
    writes.push(sink.write({ points: [count(3)] }));

    const reports = await Promise.all(writes);
    expect(reports.map(({ dropped }) => dropped)).toEqual([
      { ambiguous: 1 },
      { sink_failed: 1 },
      { sink_failed: 1 },
    ]);
    expect(reports[2]?.errors[0]?.message).toContain('the primary is gone');
  });

  it('keeps a bounded part for a primary that is silent, the newest, and what is under way', async () => {
    const { sink, link, clock, primary } = setUp(1024 * 1024);
    link.answers = false;
    const long = 'x'.repeat(150);
    const writes = Array.from({ length: 50 }, (_, write) =>
      sink.write({
        points: Array.from({ length: 200 }, (_, index) => count(1, `${long}.${write}.${index}`)),
      }),
    );
    expect(sink.stats().retained).toBeLessThan(4000);
    link.answers = true;
    await clock.advance(2000);

    const reports = await Promise.all(writes);
    expect(reports[0]).toMatchObject({ accepted: 200, dropped: {} });
    expect(reports[1]?.dropped).toEqual({ queue_full: 200 });
    expect(reports[49]).toMatchObject({ accepted: 200, dropped: {} });
    const accepted = reports.reduce((sum, report) => sum + report.accepted, 0);
    expect(primary.aggregator.stats().recorded).toBe(accepted);
  });

  it('hands over large batches in parts', async () => {
    const { sink, link } = setUp();
    const points = Array.from({ length: 2500 }, (_, index) => count(1, `m.${index}`));
    expect(await sink.write({ points })).toMatchObject({ accepted: 2500 });

    expect(link.sent.length).toBeGreaterThanOrEqual(3);
    for (const message of link.sent) expect(JSON.stringify(message).length).toBeLessThan(200_000);
  });

  it('gives up after the hour in which the primary could still send it', async () => {
    const { sink, link, clock } = setUp();
    link.answers = false;
    const outcome = outcomeOf(sink.write({ points: [count(1)] }));
    await clock.advance(56 * 60_000);

    expect(outcome.report?.dropped).toEqual({ too_old: 1 });
  });

  it('sends at the end of the process what surely gets through, and counts the rest', () => {
    const { sink, link, primary } = setUp();
    link.answers = false;
    void sink.write({ points: [count(1)] });
    const members = ['a'.repeat(1000)];
    const context = { type: 'set', name: 'users', host: 'w', tags: [] } as const;
    const large = { ...count(0), type: 'set', context, samples: 5, state: { members } } as const;
    const lost = sink.saveNow([count(2), large, count(3)]);

    expect(lost).toBe(5);
    for (const index of [1, 2, 3]) link.arrive(index);
    expect(primary.points().map(({ state }) => state)).toEqual([{ sum: 6 }]);
  });

  it('counts bytes, not characters, of what gets through at the end', () => {
    const { sink, link } = setUp();
    const tags = Array.from({ length: 20 }, (_, tag) => `stadt:${'ü'.repeat(10)}${tag}`);
    const context = { ...count(1).context, tags };
    const lost = sink.saveNow(Array.from({ length: 3 }, () => ({ ...count(1), context })));

    expect(lost).toBe(2);
    const bytes = link.sent.reduce((sum, sent) => sum + Buffer.byteLength(JSON.stringify(sent)), 0);
    expect(bytes).toBeLessThanOrEqual(link.lastBytes);
  });

  it('leaves the host to the primary where the worker has named none', async () => {
    const { sink, primary } = setUp();
    const own = { ...count(1), context: { ...count(1).context, host: 'batch-7' } };
    await sink.write({ points: [count(1), own] });

    expect(primary.points().map(({ context }) => context.host)).toEqual(['primary', 'batch-7']);
  });

  it('hands over no figures about the client, which would count every call twice', async () => {
    const { sink, link } = setUp();
    const points = [{ ...count(9, 'dogstats.client.recorded'), samples: 0 }];

    expect(await sink.write({ points })).toMatchObject({ accepted: 0, dropped: {} });
    expect(link.sent).toEqual([]);
  });

  it('forwards events and service checks', async () => {
    const { sink, primary } = setUp();
    const common = { timestamp: nowSeconds, host: 'w', tags: [] };
    const report = await sink.deliver([
      { kind: 'event', title: 'Deployed', text: 'v2', ...common },
      { kind: 'check', name: 'db', status: 0, ...common, timestamp: 0 },
    ]);

    expect(report).toMatchObject({ accepted: 1, dropped: { too_old: 1 }, eventIds: [] });
    expect(primary.notices.stats()).toMatchObject({ recorded: 1, retained: 1 });
  });
});

test('whatever is lost, doubled or late on the way, the totals are exact', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('write' as const), sum: fc.nat(9) }),
    fc.record({ do: fc.constant('arrive' as const), which: fc.nat(), isHeard: fc.boolean() }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(3000) }),
    fc.constant({ do: 'hurry' as const }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { sink, link, clock, primary } = setUp();
      link.answers = false;
      let total = 0;
      const writes: Promise<DeliveryReport>[] = [];
      for (const one of steps) {
        if (one.do === 'write') {
          total += one.sum;
          writes.push(sink.write({ points: [count(one.sum)] }));
        } else if (one.do === 'arrive') {
          // Pipes keep the order, but what is sent again may come long after its part was settled.
          if (link.sent.length > 0) link.arrive(one.which % link.sent.length, one.isHeard);
        } else if (one.do === 'hurry') sink.hurry();
        else await clock.advance(one.ms);
      }
      link.answers = true;
      await clock.advance(20_000);
      const reports = await Promise.all(writes);

      for (const { accepted, dropped } of reports)
        expect({ accepted, dropped }).toEqual({ accepted: 1, dropped: {} });
      expect(primary.aggregator.stats()).toMatchObject({ recorded: writes.length, dropped: {} });
      const sums = primary.points().map(({ state }) => (state as { sum: number }).sum);
      expect(sums.reduce((sum, value) => sum + value, 0)).toBe(total);
      await sink.close();
    }),
  );
});
