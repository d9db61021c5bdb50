import { createRequire } from 'node:module';
import { StatsD, type TimerContext } from 'dogstats/compat/hot-shots';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

const TheirStatsD = createRequire(import.meta.url)('hot-shots') as typeof StatsD;

/** Lines of ours, and of theirs where it is said that they differ. */
function lines(
  use: (client: StatsD) => unknown,
  options = {},
): { ours: string[]; theirs: string[] } {
  const [ours, theirs] = [StatsD, TheirStatsD].map((Client) => {
    const client = new Client({ mock: true, ...options });
    use(client);
    client.close();
    return client.mockBuffer ?? [];
  });
  return { ours: ours ?? [], theirs: theirs ?? [] };
}

describe('what differs on purpose', () => {
  test('a member of a set can’t add a metric', () => {
    const { ours, theirs } = lines((c) => c.set('users', 'ada|s\nfake:1|c'));
    expect(ours).toEqual(['users:ada_s_fake:1_c|s']);
    expect(theirs).toEqual(['users:ada|s\nfake:1|c|s']);
  });

  test('fields of events and checks can’t add anything', () => {
    const { ours } = lines((c) => {
      c.event('a\nb', 'x', { hostname: 'h|p:low\n_e' });
      c.check('db\nfake:1|c', 1, { message: 'm|c:other\nfake' });
    });
    expect(ours).toEqual(['_e{4,1}:a\\nb|x|h:h_p:low__e', '_sc|db_fake:1_c|1|m:m_c:other\\nfake']);
  });

  test('lengths of an event are those of its bytes', () => {
    const { ours, theirs } = lines((c) => c.event('é', '日本'));
    expect(ours).toEqual(['_e{2,6}:é|日本']);
    expect(theirs).toEqual(['_e{1,2}:é|日本']);
  });

  test('tags in the value’s place keep their place when something follows them', () => {
    const { ours, theirs } = lines((c) =>
      (c.increment as (...all: unknown[]) => void)('x', ['a'], 1),
    );
    expect(ours).toEqual(['x:1|c|#a']);
    expect(theirs).toEqual(['x:a|c']);
  });

  test('a rate of 0 drops all calls', () => {
    const { ours, theirs } = lines((c) => c.gauge('x', 1, 0));
    expect(ours).toEqual([]);
    expect(theirs).toEqual(['x:1|g']);
  });

  test('tags that a timed function adds come to those of the timer, in any form', () => {
    const use = (c: StatsD): void => {
      c.timer((context: TimerContext) => context.addTags({ a: '1' }), 'x', ['b'])();
      c.timer((context: TimerContext) => context.addTags({ a: '1' }), 'x', { tags: ['b'] })();
    };
    const { ours, theirs } = lines(use);
    const tags = (all: string[]) => all.map((line) => line.replace(/:[\d.]+\|/, '|'));
    expect(tags(ours)).toEqual(['x|ms|#a:1,b', 'x|ms|#a:1,b']);
    expect(tags(theirs)).toEqual(['x|ms|#a:1', 'x|ms|#b']);
  });

  test('a timed function keeps this, and asyncTimer takes a function that returns no promise', () => {
    const client = new StatsD({ mock: true });
    class Shop {
      readonly name = 'shop';
      readonly open = client.timer(
        function (this: Shop) {
          return this.name;
        } as never,
        'open',
      ) as () => string;
    }

    expect(new Shop().open()).toBe('shop');
    expect(client.asyncTimer((() => 5) as never, 'x')()).toBe(5);
    const broken = client.asyncTimer(() => {
      throw new Error('sync');
    }, 'x');
    expect(broken).toThrow('sync');
    expect(client.mockBuffer).toHaveLength(3);
  });

  test('callbacks come in every place and for empty lists', () => {
    const told = vi.fn();
    const client = new StatsD({ mock: true });
    client.event('a', 'b', told as never);
    client.check('a', 0, told as never);
    client.gauge([], 1, told);
    expect(told.mock.calls).toEqual([
      [null, 0],
      [null, 0],
      [null, 0],
    ]);
  });

  test('aggregation sums 1 and "1" of a set as one member', () => {
    const use = (c: StatsD): void => {
      c.set('s', 1);
      c.set('s', '1');
      c.flush();
    };
    const { ours, theirs } = lines(use, { aggregation: true });
    expect(ours).toEqual(['s:1|s']);
    expect(theirs).toEqual(['s:1|s', 's:1|s']);
  });
});

describe('timers', () => {
  test.each(['timer', 'asyncTimer', 'asyncDistTimer'] as const)(
    '%s passes arguments, results and errors on, as theirs does',
    async (kind) => {
      for (const Client of [StatsD, TheirStatsD]) {
        const client = new Client({ mock: true, prefix: 'p' });
        const isSync = kind === 'timer';
        const add = (a: number, b: number): never =>
          (isSync ? a + b : Promise.resolve(a + b)) as never;
        const fail = (): never => {
          if (isSync) throw new Error('boom');
          return Promise.reject(new Error('boom')) as never;
        };
        const told = vi.fn();

        const timed = client[kind] as StatsD['asyncTimer'];
        expect(await timed.call(client, add as never, ['x', 'y'], 1, ['t'], told)(2, 3)).toBe(5);
        await expect(async () => timed.call(client, fail, 'f')()).rejects.toThrow('boom');

        const type = kind === 'asyncDistTimer' ? 'd' : 'ms';
        const names = client.mockBuffer?.map((line) => line.replace(/:[\d.]+\|/, '|'));
        expect(names).toEqual([`p.x|${type}|#t`, `p.y|${type}|#t`, `p.f|${type}`]);
        expect(told.mock.calls).toEqual([[null, 0]]);
      }
    },
  );

  test('timing() of a Date is the time since then', () => {
    vi.useFakeTimers({ now: 1_700_000_000_000 });
    onTestFinished(() => void vi.useRealTimers());
    const { ours, theirs } = lines((c) => c.timing('t', new Date(1_699_999_999_000)));
    expect(ours).toEqual(['t:1000|ms']);
    expect(theirs).toEqual(ours);
  });
});

describe('what Telegraf can’t take', () => {
  test.each(['event', 'check'] as const)(
    '%s goes to the callback, the handler, or is thrown',
    (kind) => {
      for (const Client of [StatsD, TheirStatsD]) {
        const handled = vi.fn();
        const told = vi.fn();
        const strict = new Client({ mock: true, telegraf: true });
        const loose = new Client({ mock: true, telegraf: true, errorHandler: handled });
        const message = 'Not supported by Telegraf / InfluxDB';

        expect(() => strict[kind]('a', 0 as never)).toThrow(message);
        (strict[kind] as StatsD['check'])('a', 0, {}, [], told);
        loose[kind]('a', 0 as never);
        expect(told.mock.calls[0]?.[0]?.message).toBe(message);
        expect(handled.mock.calls[0]?.[0]?.message).toBe(message);
      }
    },
  );
});
