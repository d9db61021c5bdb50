import type { Aggregator, MetricPoint, SinkMode } from '@dogstats/core';
import type { ManualClock } from '@dogstats/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAggregator, read } from '../make-aggregator.js';

/**
 * A server behind a sink: one payload per bucket and cut, which are applied in order per bucket, or
 * given up. It holds what Datadog would: the last value per context and second, or the sum of all.
 */
class Server {
  readonly #mode: SinkMode;
  readonly #underWay: MetricPoint[][] = [];
  readonly held = new Map<string, number>();
  readonly members = new Map<string, Set<string>>();
  readonly seenSamples = new Set<string>();
  distributed = 0;
  acceptedSamples = 0;
  droppedSamples = 0;
  gaveUp = false;
  ambiguous = false;

  constructor(mode: SinkMode) {
    this.#mode = mode;
  }

  readonly unsettled = (bucketStart: number): boolean =>
    this.#underWay.some((payload) => payload[0]?.bucketStart === bucketStart);

  take(points: readonly MetricPoint[]): void {
    const payloads = new Map<number, MetricPoint[]>();
    for (const point of points) {
      const payload = payloads.get(point.bucketStart);
      if (payload === undefined) payloads.set(point.bucketStart, [point]);
      else payload.push(point);
    }
    this.#underWay.push(...payloads.values());
  }

  /**
   * Applies one payload without saying so, as when its answer gets lost: it stays under way, to be
   * sent again or given up. Distributions add up at the server, and so are left out of this.
   */
  applySecretly(choice: number): void {
    const payload = this.#underWay[choice % Math.max(this.#underWay.length, 1)] ?? [];
    const bucketStart = payload[0]?.bucketStart;
    if (this.#underWay.find((each) => each[0]?.bucketStart === bucketStart) !== payload) return;
    if (this.#mode === 'add') this.ambiguous = true;
    for (const point of payload) if (point.type !== 'distribution') this.#hold(point);
  }

  /** Applies or gives up one payload, the first of its bucket. */
  settle(choice: number, accept: boolean): boolean {
    if (this.#underWay.length === 0) return false;
    const chosen = this.#underWay[choice % this.#underWay.length]?.[0]?.bucketStart;
    const index = this.#underWay.findIndex((payload) => payload[0]?.bucketStart === chosen);
    const [payload = []] = this.#underWay.splice(index, 1);
    for (const point of payload) {
      if (accept) this.#apply(point);
      else this.droppedSamples += point.samples;
    }
    if (!accept) this.gaveUp = true;
    return true;
  }

  #apply(point: MetricPoint): void {
    this.acceptedSamples += point.samples;
    this.#hold(point);
  }

  #hold(point: MetricPoint): void {
    const key = `${point.context.name} ${point.context.tags} ${point.bucketStart}`;
    if (point.type === 'distribution') {
      this.distributed += point.state.values.length;
      for (const value of point.state.values) {
        expect(this.seenSamples.has(`${value}`)).toBe(false);
        this.seenSamples.add(`${value}`);
      }
    } else if (point.type === 'set') {
      const replaced = this.#mode === 'replace' ? undefined : this.members.get(key);
      this.members.set(key, new Set([...(replaced ?? []), ...point.state.members]));
    } else {
      const value =
        point.type === 'count' ? point.state.sum : (point.state as { count: number }).count;
      const before = this.#mode === 'replace' ? 0 : (this.held.get(key) ?? 0);
      this.held.set(key, before + value);
    }
  }
}

const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      type: fc.constantFrom(
        'increment' as const,
        'histogram' as const,
        'set' as const,
        'distribution' as const,
      ),
      tag: fc.constantFrom('a', 'b'),
      /** Seconds back; undefined: now. */
      ago: fc.option(fc.integer({ min: -40, max: 60 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'flush' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('flushBefore' as const),
      ago: fc.integer({ min: 0, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'timer' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      choice: fc.nat(),
      accept: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('ambiguous' as const), choice: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      seconds: fc.integer({ min: 1, max: 25 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      seconds: fc.integer({ min: -40, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'idle' as const }) },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function perform(
  each: Command,
  place: number,
  aggregator: Aggregator,
  clock: ManualClock,
  server: Server,
): Promise<void> {
  switch (each.do) {
    case 'record': {
      const timestamp = each.ago === undefined ? undefined : clock.now() / 1000 - each.ago;
      const options = timestamp === undefined ? undefined : { timestamp };
      if (each.type === 'increment') aggregator.increment('c', 1, [each.tag], options);
      // Its place is the sample's own value, so that each can be found again.
      else aggregator[each.type](each.type, place, [each.tag], options);
      break;
    }
    case 'flush':
      server.take(read(aggregator.cutAll(server.unsettled)).points);
      break;
    case 'flushBefore':
      server.take(
        read(aggregator.cutBefore(clock.now() / 1000 - each.ago, server.unsettled)).points,
      );
      break;
    case 'timer':
      server.take(read(aggregator.cutClosed(server.unsettled)).points);
      break;
    case 'settle':
      server.settle(each.choice, each.accept);
      break;
    case 'ambiguous':
      server.applySecretly(each.choice);
      break;
    case 'advance':
      await clock.advance(each.seconds * 1000);
      aggregator.tick();
      break;
    case 'step':
      clock.step(each.seconds);
      aggregator.tick();
      break;
    case 'idle':
      await clock.advance(301_000);
      aggregator.tick();
      break;
  }
}

test.each(['replace', 'add'] as const)(
  'in %s mode, whatever comes between, what the server holds is what was recorded',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 80, size: 'max' }), async (commands) => {
        const { aggregator, clock } = makeAggregator({ mode });
        const server = new Server(mode);
        const balance = (): void => {
          const { recorded, open, dropped } = aggregator.stats();
          const refused = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
          expect(recorded).toBe(refused + open + handed);
        };
        let handed = 0;
        const take = server.take.bind(server);
        server.take = (points) => {
          for (const { samples } of points) handed += samples;
          take(points);
        };

        for (const [place, each] of commands.entries()) {
          await perform(each, place, aggregator, clock, server);
          balance();
        }
        for (let rest = true; rest; ) {
          server.take(read(aggregator.cutAll(server.unsettled)).points);
          rest = server.settle(0, true);
        }
        balance();

        const { recorded, dropped, open } = aggregator.stats();
        const refused = Object.values(dropped).reduce((sum, calls) => sum + calls, 0);
        const held = [...server.held.values()].reduce((sum, value) => sum + value, 0);
        const members = [...server.members.values()].reduce((sum, set) => sum + set.size, 0);
        const total = held + members + server.distributed;
        expect(open).toBe(0);
        expect(server.acceptedSamples + server.droppedSamples + refused).toBe(recorded);
        // Each call counts one, wherever it went. What was given up may still be in a later value.
        expect(total).toBeGreaterThanOrEqual(server.acceptedSamples);
        if (!server.ambiguous) expect(total).toBeLessThanOrEqual(recorded - refused);
        const isExact = mode === 'add' ? !server.ambiguous : !server.gaveUp;
        if (isExact) expect(total).toBe(server.acceptedSamples);
      }),
      { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 200) },
    );
  },
);
