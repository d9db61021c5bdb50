import { runInThisContext } from 'node:vm';
import { MemorySink } from '@dogstats/core/testing';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { makeDogStats } from './make-dog-stats.js';

function startError(options: unknown): string {
  try {
    new DogStats().start({ env: {}, ...(options as DogStatsOptions) });
  } catch (error) {
    expect(error).toMatchObject({ name: 'DogStatsError', code: 'ERR_OPTIONS' });
    return (error as Error).message;
  }
  throw new Error('start() took these options');
}

describe('start() with options that can’t be used', () => {
  test('lists everything that is wrong in one error', () => {
    const message = startError({
      flushIntervalSeconds: '10',
      rollUpIntervalSeconds: 0,
      tagz: ['a'],
      countAs: 'sum',
      retry: { attempts: -1, atempts: 3 },
    });

    expect(message.split('\n')).toEqual([
      "dogStats.start() can't use its options:",
      "  - flushIntervalSeconds has to be a number of seconds from 1 to 3600, not '10'",
      '  - rollUpIntervalSeconds has to be a whole number from 1 to 600, not 0',
      '  - tagz is not an option: did you mean tags?',
      "  - countAs has to be 'count' or 'rate', not 'sum'",
      '  - retry attempts has to be a whole number from 0 to 100, not -1; atempts is not an option: did you mean attempts?',
    ]);
  });

  test('looks at addresses, keys and histograms in the same go', () => {
    const message = startError({
      site: 'datadoghq.con',
      apiKey: '',
      flushIntervalSeconds: 0,
      histogram: { metrics: { a: { percentiles: [2] }, b: { aggregates: ['p99'] } } },
    });

    for (const part of ["'datadoghq.com'", 'apiKey', 'flushIntervalSeconds', "'a'", "'b'"]) {
      expect(message).toContain(part);
    }
  });

  test.each([[[1]], [[null]], [{ a: Symbol('x') }], [new Map()], [new Date()], ['a:1']])(
    'tags can’t be %s',
    (tags) => {
      expect(startError({ apiKey: 'k', tags })).toContain('tags has to be a list of strings');
    },
  );

  test.each([
    [{ flush_interval: 5 }, 'flushIntervalSeconds'],
    [{ flush_in_thread: false }, 'autoFlush'],
    [{ constant_tags: [] }, 'tags'],
    [{ defaultTags: [] }, 'tags'],
    [{ apikey: 'x' }, 'apiKey'],
  ])('%j: names the option that is meant', (options, name) => {
    expect(startError(options)).toContain(`did you mean ${name}?`);
  });

  test.each([
    [{ site: 'datadog.eu' }, "did you mean 'datadoghq.eu'?"],
    [{ site: 'datadoghq.com@evil.com' }, 'site'],
    [{ url: 'http://example.com' }, 'allowInsecureHttp'],
    [{ apiKey: 'a b' }, 'apiKey'],
    [{ histogram: { aggregates: [], percentiles: [] } }, 'at least one'],
    [{ histogram: { percentiles: [95] } }, 'fractions between 0 and 1'],
    [{ sink: { mode: 'replace' } }, 'write'],
    [{ sink: [] }, 'list'],
    [{ clock: {} }, 'monotonic'],
    [null, 'object'],
  ])('%j is refused', (options, word) => {
    expect(
      options === null ? startErrorOf(null) : startError({ apiKey: 'k', ...options }),
    ).toContain(word);
  });

  function startErrorOf(options: unknown): string {
    try {
      new DogStats().start(options as DogStatsOptions);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  }

  test('never shows the key', () => {
    expect(startError({ apiKey: 'secret key', site: 'x' })).not.toContain('secret');
  });

  test('leaves an instance that can still be started', () => {
    const dogStats = new DogStats();
    expect(() => dogStats.start({ maxContexts: -1 })).toThrow();

    dogStats.start({ env: {}, sink: new MemorySink() });

    expect(() => dogStats.increment('m')).not.toThrow();
    return dogStats.close();
  });
});

describe('start()', () => {
  test('with equal options again does nothing; with others it says where the first one was', async () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink() });
    const again = new DogStats();
    again.start({ env: {}, apiKey: 'k', tags: ['a'] });

    expect(() => again.start({ env: {}, apiKey: 'k', tags: ['a'] })).not.toThrow();
    expect(() => again.start({ env: {}, apiKey: 'other', prefix: 'shop', tags: ['a'] })).toThrow(
      /with other options \(apiKey, prefix\), at .*start\.test\.ts:\d+:\d+: start it once/,
    );
    expect(() => dogStats.start()).toThrow(/close\(\) first/);
    await again.close();
  });

  test('again from the same line is a reload: what it makes anew is the same, plain values count', async () => {
    const dogStats = new DogStats();
    const load = (prefix: string, query = ''): void => {
      const module = { dogStats, prefix, sink: new MemorySink() };
      // A module that a development server loads again, told apart by a query.
      runInThisContext(
        `(({ dogStats, prefix, sink }) => dogStats.start({ env: {}, prefix, sink, onError: () => {} }))`,
        { filename: `/app/server.js${query}` },
      )(module);
    };
    load('shop');

    expect(() => load('shop', '?t=1700000000000')).not.toThrow();
    expect(() => load('mall')).toThrow(
      /other options \(prefix\), at \/app\/server\.js:1:\d+: start it once/,
    );
    await dogStats.close();
  });

  test('takes another sink of the same shape for another one', () => {
    const { dogStats } = makeDogStats({ sink: new MemorySink() });

    expect(() => dogStats.start({ sink: new MemorySink() })).toThrow(/close\(\) first/);
  });

  test('does not go by unnoticed while close() is under way', async () => {
    const dogStats = new DogStats();
    const options = { env: {}, sink: new MemorySink() };
    dogStats.start(options);
    const closing = dogStats.close();

    expect(() => dogStats.start(options)).toThrow(/still closing/);
    await closing;
    expect(() => dogStats.start(options)).not.toThrow();
    await dogStats.close();
  });

  test('an undefined option keeps the default', async () => {
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({
      sink,
      rollUpIntervalSeconds: undefined,
      prefix: undefined,
    });
    dogStats.increment('m');
    await dogStats.flush();

    expect(sink.points).toMatchObject([{ interval: 10, context: { name: 'm' } }]);
  });

  test('without a key says once what to set, and recording goes on', async () => {
    const { dogStats, messages } = makeDogStats();
    for (let call = 0; call < 1000; call++) dogStats.increment('m', 1, { call });
    const report = await dogStats.flush();
    await dogStats.flush();

    expect(messages.filter((message) => message.includes('DD_API_KEY'))).toHaveLength(1);
    expect(report).toMatchObject({ ok: false, dropped: { no_api_key: 1000 } });
    expect(dogStats.stats()).toMatchObject({ recorded: 1000, dropped: { no_api_key: 1000 } });
  });

  test('a blank url is none', () => {
    const { messages } = makeDogStats({ url: ' ' });

    expect(messages.join()).toContain('DD_API_KEY');
  });

  test('tells a key that looks like an application key', () => {
    const { messages } = makeDogStats({ apiKey: 'a'.repeat(40) });

    expect(messages.join()).toContain('application key');
    expect(messages.join()).not.toContain('aaaa');
  });
});

describe('the environment', () => {
  async function sent(env: Record<string, string>, options: DogStatsOptions = {}) {
    const sink = new MemorySink();
    const { dogStats } = makeDogStats({ env, sink, host: undefined, ...options });
    dogStats.increment('m', 1, { own: 1 });
    await dogStats.flush();
    return sink.points[0]?.context;
  }

  test('gives unified tags and DD_TAGS', async () => {
    const env = { DD_ENV: 'Prod', DD_SERVICE: 'shop', DD_VERSION: '1.2', DD_TAGS: 'team:a, blue' };

    expect((await sent(env))?.tags).toEqual([
      'blue',
      'env:prod',
      'own:1',
      'service:shop',
      'team:a',
      'version:1.2',
    ]);
  });

  test('DD_TAGS without a comma is split at spaces', async () => {
    expect((await sent({ DD_TAGS: 'a:1 b:2' }))?.tags).toEqual(['a:1', 'b:2', 'own:1']);
  });

  test('DD_ENV wins over DD_TAGS, whatever the spelling', async () => {
    const env = { DD_TAGS: 'Env:a,team:x', DD_ENV: 'b' };

    expect((await sent(env))?.tags).toEqual(['env:b', 'own:1', 'team:x']);
    expect((await sent(env, { tags: ['ENV:c'] }))?.tags).toEqual(['env:c', 'own:1', 'team:x']);
  });

  test('gives way to arguments', async () => {
    const env = { DD_ENV: 'prod', DD_HOSTNAME: 'from-env' };
    const options = { tags: { env: 'test' }, host: 'argument' };

    expect(await sent(env, options)).toMatchObject({
      host: 'argument',
      tags: ['env:test', 'own:1'],
    });
    expect(await sent(env)).toMatchObject({ host: 'from-env' });
  });

  test('a device becomes a tag, an empty host means none', async () => {
    expect(await sent({}, { device: 'eth0', host: '' })).toMatchObject({
      host: '',
      tags: ['device:eth0', 'own:1'],
    });
  });
});
