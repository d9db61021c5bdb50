import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { Distribution } from '../../src/metric/distribution.js';
import { Scene, tags, types, ways } from './last-write-wins/scene.js';

/** Distributions that are full after four samples: any of them may be, at any time. */
vi.mock('../../src/metric/distribution.js', async (importOriginal) => {
  const original = await importOriginal<{ Distribution: typeof Distribution }>();
  class SmallDistribution extends original.Distribution {
    override get full(): boolean {
      return this.fresh >= 4;
    }

    override get nearlyFull(): boolean {
      return this.fresh >= 3;
    }
  }
  return { ...original, Distribution: SmallDistribution };
});

const record = fc.record({
  do: fc.constant('record' as const),
  /** Which of the types of this run. */
  type: fc.nat({ max: 11 }),
  tag: fc.constantFrom(...tags),
  times: fc.integer({ min: 1, max: 4 }),
  /** By a timestamp so many seconds back, or without one. */
  how: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...ways) },
    { weight: 2, arbitrary: fc.integer({ min: -10, max: 40 }) },
  ),
});

const cut = fc.record({
  do: fc.constant('cut' as const),
  what: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom('all' as const, 'closed' as const) },
    { weight: 1, arbitrary: fc.constant('full' as const) },
    { weight: 1, arbitrary: fc.record({ beforeAgo: fc.integer({ min: -10, max: 30 }) }) },
  ),
});

/** Few at a time, so that they meet in the same buckets. */
const someTypes = fc.subarray([...types], { minLength: 1, maxLength: 3 });

/** Whether counts and histograms leave as distributions: in one run of three. */
const asDistributions = fc.nat({ max: 2 }).map((choice) => choice === 2);

const command = fc.oneof(
  { weight: 10, arbitrary: record },
  { weight: 5, arbitrary: cut },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('read' as const),
      points: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stopReading' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      choice: fc.nat(),
      accepts: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('attemptUnheard' as const),
      choice: fc.nat(),
      applies: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('applyLate' as const), choice: fc.nat() }),
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
      seconds: fc.integer({ min: -400, max: 60 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('idle' as const) }) },
);

type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

async function perform(scene: Scene, each: Command): Promise<void> {
  const { server } = scene;
  switch (each.do) {
    case 'record':
      for (let time = 0; time < each.times; time++) scene.record(each.type, each.tag, each.how);
      return;
    case 'cut':
      return scene.cut(each.what);
    case 'read':
      return scene.read(each.points);
    case 'stopReading':
      return scene.stopReading();
    case 'settle':
      server.settle(each.choice, each.accepts);
      return;
    case 'attemptUnheard':
      return server.attemptUnheard(each.choice, each.applies);
    case 'applyLate':
      return server.applyLate(each.choice);
    case 'advance':
      return scene.advance(each.seconds);
    case 'step':
      return scene.step(each.seconds);
    case 'idle':
      return scene.advance(301);
  }
}

test.each(['replace', 'add'] as const)(
  'in %s mode, whatever comes between, what the server holds is what was recorded',
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(
        someTypes,
        asDistributions,
        fc.array(command, { maxLength: 80, size: 'max' }),
        async (types, asDistributions, commands) => {
          const scene = new Scene(mode, types, asDistributions);
          for (const each of commands) {
            await perform(scene, each);
            scene.expectBalance();
          }
          scene.deliverAll();

          scene.expectBalance();
          expect(scene.open).toBe(0);
          scene.server.verify();
        },
      ),
      { numRuns: Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 500) },
    );
  },
);
