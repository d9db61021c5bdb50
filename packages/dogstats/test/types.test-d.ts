// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import {
  type CounterHandle,
  DogStats,
  type DogStatsOptions,
  dogStats,
  type FlushReport,
  type LambdaContext,
  type MetricScope,
  type Sink,
} from 'dogstats';
import { optionsSchema } from 'dogstats/schema';
import { flushBeforeEnd, withFlush } from 'dogstats/serverless';
import { assertMetrics, recordMetrics } from 'dogstats/testing';
import { expectTypeOf } from 'vitest';

interface User {
  readonly id: number;
}

// Recording: a name, a number, tags as a record or a list, options; nothing comes back.
expectTypeOf(dogStats).toEqualTypeOf<DogStats>();
expectTypeOf(
  dogStats.increment(
    'a',
    1,
    { page: 'home', retries: 2, beta: true, none: undefined },
    { sampleRate: 0.5 },
  ),
).toEqualTypeOf<void>();
dogStats.gauge('a', 1, ['page:home'] as const, { timestamp: new Date(), host: '' });
dogStats.set('a', 'user-1');
dogStats.set('a', 1);
// @ts-expect-error a value is a number
dogStats.gauge('a', '1');
// @ts-expect-error a gauge needs a value
dogStats.gauge('a');
// @ts-expect-error a number in the place of the tags, as in dogapi
dogStats.increment('a', 1, 1_700_000_000);
// @ts-expect-error tags have plain values
dogStats.increment('a', 1, { user: { id: 1 } });
// @ts-expect-error there is no such option
dogStats.increment('a', 1, {}, { sampleRatio: 0.5 });

// Options: every one may be undefined, and none may be misspelt.
expectTypeOf<DogStatsOptions['flushIntervalSeconds']>().toEqualTypeOf<number | undefined>();
new DogStats().start({ apiKey: async () => 'key', tags: { team: 'web' }, site: undefined });
// @ts-expect-error dogapi's name is another
new DogStats().start({ flush_interval: 10 });
// @ts-expect-error not one of the three
new DogStats().start({ serverless: 'lambda' });
expectTypeOf(optionsSchema.parse({})).toExtend<DogStatsOptions>();

// What was timed stays what it was: parameters, result, `this`.
const load = dogStats.timed(
  'load',
  async (id: number, fresh?: boolean): Promise<User> => ({ id: fresh ? 0 : id }),
);
expectTypeOf(load).toEqualTypeOf<(id: number, fresh?: boolean) => Promise<User>>();
// @ts-expect-error its parameter is a number
void load('1');
dogStats.timed('tagged', load, {
  tags: (user) => {
    expectTypeOf(user).toEqualTypeOf<User | undefined>();
    return { found: user !== undefined };
  },
});
expectTypeOf(dogStats.time('now', () => 1)).toEqualTypeOf<number>();
expectTypeOf(dogStats.time('now', async () => 'a')).toEqualTypeOf<Promise<string>>();

class Users {
  @dogStats.timed('load')
  async load(id: number): Promise<User> {
    return { id };
  }

  // @ts-expect-error a property is no method
  @dogStats.timed('name')
  name = 'users';
}
expectTypeOf(new Users().load).toEqualTypeOf<(id: number) => Promise<User>>();

{
  using timer = dogStats.timer('block', { unit: 'ms' });
  expectTypeOf(timer.stop).toBeFunction();
}

// Scopes have all of recording, and none of what is there once.
const child = dogStats.child({ prefix: 'shop', tags: ['a:b'] });
expectTypeOf(child).toEqualTypeOf<MetricScope>();
// @ts-expect-error the whole is flushed, not a part
void child.flush();
expectTypeOf(dogStats.withTags({ tenant: 'a' }, () => 1)).toEqualTypeOf<number>();
expectTypeOf(dogStats.counter('a', { b: 'c' })).toEqualTypeOf<CounterHandle>();

// Reports.
expectTypeOf(dogStats.flush({ timeoutMs: 100 })).toEqualTypeOf<Promise<FlushReport>>();
expectTypeOf(dogStats.close()).toEqualTypeOf<Promise<FlushReport>>();
expectTypeOf<FlushReport['dropped']['queue_full']>().toEqualTypeOf<number | undefined>();
// @ts-expect-error no such reason
expectTypeOf<FlushReport['dropped']['bad_luck']>();

// A handler keeps its type, with or without one for its context.
const handler = dogStats.wrapHandler(
  async (event: { readonly n: number }, _context: LambdaContext) => event.n,
);
expectTypeOf(handler).toEqualTypeOf<
  (event: { readonly n: number }, context: LambdaContext) => Promise<number>
>();
expectTypeOf(withFlush(async (n: number) => `${n}`)).toEqualTypeOf<
  (n: number) => Promise<string>
>();
flushBeforeEnd((_request: object, response: { send(text: string): void; end(): void }) =>
  response.send(''),
);

// A sink is any object of the shape.
const sink: Sink = {
  mode: 'add',
  write: async ({ points }) => ({
    accepted: [...points].reduce((sum, { samples }) => sum + samples, 0),
    dropped: {},
    possiblyDuplicated: 0,
    errors: [],
  }),
  close: async () => {},
};
new DogStats().start({ sink: [sink, 'http', 'dogstatsd'] });
// @ts-expect-error a mode has to be told
new DogStats().start({ sink: { write: sink.write, close: sink.close } });

// Tests of users.
const metrics = recordMetrics({ prefix: 'shop' });
assertMetrics(metrics).not.toHaveCount('a', 1, { b: 'c' });
// @ts-expect-error a count is a number
assertMetrics(metrics).toHaveCount('a', 'one');
