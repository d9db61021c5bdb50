import { inflateSync } from 'node:zlib';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { describe, expect, onTestFinished, test } from 'vitest';

interface Post {
  readonly url: string;
  readonly headers: Headers;
  readonly series: readonly Record<string, unknown>[];
}

type Answer = number | Response | Error;

/**
 * The client as circuitpython-datadog's tests make it: a session that answers as it is told, the
 * last answer over and over.
 */
function client(options: DogStatsOptions = {}, answers: Answer[] = [202]) {
  const posts: Post[] = [];
  const fetch = async (url: unknown, init?: RequestInit): Promise<Response> => {
    const { series } = JSON.parse(inflateSync(init?.body as Buffer).toString());
    posts.push({ url: String(url), headers: new Headers(init?.headers), series });
    const answer = answers[Math.min(posts.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return typeof answer === 'number'
      ? new Response('{}', { status: answer })
      : (answer as Response);
  };
  const dogStats = new DogStats();
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  dogStats.start({
    env: {},
    apiKey: 'test-key',
    host: '',
    autoFlush: false,
    logger,
    fetch,
    ...options,
    // Attempts of one round follow each other at once; the next round is minutes away.
    retry: { baseDelayMs: 1, maxDelayMs: 600_000, ...options.retry },
  });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
  const flush = (timeoutMs = 10_000) => dogStats.flush({ timeoutMs });
  return { dogStats, posts, flush };
}

/** The elements of all requests, by metric. */
function bySeries(posts: readonly Post[]): Record<string, Record<string, unknown>> {
  const all = posts.flatMap(({ series }) => series);
  return Object.fromEntries(all.map((element) => [element['metric'], element]));
}

const minuteAgo = Math.floor(Date.now() / 1000) - 60;

describe('its nine tests', () => {
  test('1: gauge, count and rate with default tags', async () => {
    const { dogStats, posts, flush } = client({ tags: ['env:test'] });
    dogStats.gauge('sensor.temperature', 22.5, ['room:lab']);
    dogStats.count('button.press', 1);
    dogStats.rate('requests', 2.5, ['route:index']);

    expect((await flush()).ok).toBe(true);
    const point = (value: number) => [{ timestamp: expect.any(Number), value }];
    expect(posts).toHaveLength(1);
    expect(bySeries(posts)).toMatchObject({
      'sensor.temperature': { type: 3, points: point(22.5), tags: ['env:test', 'room:lab'] },
      'button.press': { type: 1, points: point(1), interval: 10, tags: ['env:test'] },
      requests: { type: 2, points: point(2.5), interval: 10, tags: ['env:test', 'route:index'] },
    });
  });

  test('2: timestamps of one’s own, whole seconds with buckets of one', async () => {
    const { dogStats, posts, flush } = client({ rollUpIntervalSeconds: 1 });
    const options = { timestamp: minuteAgo + 0.9 };
    dogStats.gauge('g', 1, undefined, options);
    dogStats.count('c', 2, undefined, options);
    dogStats.rate('r', 3, undefined, options);

    expect((await flush()).ok).toBe(true);
    for (const { points } of posts.flatMap(({ series }) => series)) {
      expect(points).toEqual([{ timestamp: minuteAgo, value: expect.any(Number) }]);
    }
  });

  test.each([
    ['datadoghq.com', 'https://api.datadoghq.com/api/v2/series'],
    ['datadoghq.eu', 'https://api.datadoghq.eu/api/v2/series'],
    ['us3.datadoghq.com', 'https://api.us3.datadoghq.com/api/v2/series'],
    ['https://api.us5.datadoghq.com/', 'https://api.us5.datadoghq.com/api/v2/series'],
    ['ap1.datadoghq.com', 'https://api.ap1.datadoghq.com/api/v2/series'],
    ['ap2.datadoghq.com', 'https://api.ap2.datadoghq.com/api/v2/series'],
    ['ddog-gov.com', 'https://api.ddog-gov.com/api/v2/series'],
  ])('3: site %s is %s', async (site, url) => {
    const { dogStats, posts, flush } = client({ site });
    dogStats.count('c', 1);

    expect((await flush()).ok).toBe(true);
    expect(posts.map((post) => post.url)).toEqual([url]);
  });

  test('4: 202 is success: one POST with the key, nothing left', async () => {
    const { dogStats, posts, flush } = client();
    dogStats.count('c', 1);

    expect((await flush()).ok).toBe(true);
    expect((await flush()).ok).toBe(true);
    expect(posts).toHaveLength(1);
    expect(posts[0]?.headers.get('dd-api-key')).toBe('test-key');
    expect(posts[0]?.headers.get('content-type')).toBe('application/json');
    expect(dogStats.stats().retained).toBe(0);
  });

  test.each([500, 503])('5: %d, three times: false, and the data is kept', async (status) => {
    const { dogStats, posts, flush } = client({ retry: { attempts: 2 } }, [
      status,
      status,
      status,
      202,
    ]);
    dogStats.count('c', 1);

    expect((await flush(1000)).ok).toBe(false);
    expect(posts).toHaveLength(3);
    expect(dogStats.stats()).toMatchObject({ retained: 1, dropped: {} });
    expect((await flush()).ok).toBe(true);
    expect(posts).toHaveLength(4);
  });

  test('5: 400 once: false, and the data is dropped, for it will never be taken', async () => {
    const { dogStats, posts, flush } = client({ retry: { attempts: 2 } }, [400]);
    dogStats.count('c', 1);

    expect((await flush(1000)).ok).toBe(false);
    expect(posts).toHaveLength(1);
    expect(dogStats.stats()).toMatchObject({ retained: 0, dropped: { refused: 1 } });
  });

  test('5: 403 once: false, and the data is kept for a key that is taken', async () => {
    const { dogStats, posts, flush } = client({ retry: { attempts: 2 } }, [403]);
    dogStats.count('c', 1);

    expect((await flush(1000)).ok).toBe(false);
    expect(posts).toHaveLength(1);
    expect(dogStats.stats()).toMatchObject({ retained: 1, dropped: {} });
  });

  test('6: a network error, then 202: true after two POSTs', async () => {
    const broken = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
    const { dogStats, posts, flush } = client({ retry: { attempts: 1 } }, [broken, 202]);
    dogStats.count('c', 1);

    expect((await flush()).ok).toBe(true);
    expect(posts).toHaveLength(2);
  });

  test('7: an error that nobody expects: false, and it is not thrown', async () => {
    const { dogStats, posts, flush } = client({ retry: { attempts: 0 } }, [
      new RangeError('what?'),
    ]);
    dogStats.count('c', 1);

    expect((await flush(1000)).ok).toBe(false);
    expect(posts).toHaveLength(1);
    expect(dogStats.stats()).toMatchObject({ retained: 1, dropped: {} });
  });

  test('8: 500 with an answer that can’t be closed: false, and it is not thrown', async () => {
    const stream = new ReadableStream({
      pull: () => Promise.reject(new Error('broken body')),
      cancel: () => Promise.reject(new Error('broken close')),
    });
    const { dogStats, posts, flush } = client({ retry: { attempts: 0 } }, [
      new Response(stream, { status: 500 }),
    ]);
    dogStats.count('c', 1);

    expect((await flush(1000)).ok).toBe(false);
    expect(posts).toHaveLength(1);
  });

  test('9: nothing recorded: true without a POST', async () => {
    const { posts, flush } = client();

    expect((await flush()).ok).toBe(true);
    expect(posts).toEqual([]);
  });
});

describe('what differs', () => {
  test('calls of one bucket are summed up: two presses are one series', async () => {
    const { dogStats, posts, flush } = client();
    dogStats.count('button.press', 1);
    dogStats.count('button.press', 1);
    dogStats.gauge('sensor.temperature', 20);
    dogStats.gauge('sensor.temperature', 22.5);

    expect((await flush()).accepted).toBe(4);
    const values = posts[0]?.series.map(({ metric, points }) => [metric, points]);
    expect(values).toEqual([
      ['button.press', [{ timestamp: expect.any(Number), value: 2 }]],
      ['sensor.temperature', [{ timestamp: expect.any(Number), value: 22.5 }]],
    ]);
  });

  test('tags are sorted, each once, and a call’s tag wins over a default one', async () => {
    const { dogStats, posts, flush } = client({ tags: ['room:hall', 'env:test'] });
    dogStats.gauge('g', 1, ['room:lab', 'board:pico', 'board:pico']);

    await flush();
    expect(posts[0]?.series[0]?.['tags']).toEqual(['board:pico', 'env:test', 'room:lab']);
  });

  test('no tags are an empty list, and the body is compressed', async () => {
    const { dogStats, posts, flush } = client();
    dogStats.gauge('g', 1);

    await flush();
    expect(posts[0]?.series[0]?.['tags']).toEqual([]);
    expect(posts[0]?.headers.get('content-encoding')).toBe('deflate');
  });

  test('timestamp 0 is too old, and a value that is no number is no value', async () => {
    const { dogStats, posts, flush } = client();
    dogStats.gauge('g', 1, undefined, { timestamp: 0 });
    dogStats.gauge('g', '22.5' as never);

    expect((await flush()).ok).toBe(true);
    expect(posts).toEqual([]);
    expect(dogStats.stats().dropped).toEqual({ too_old: 1, invalid_value: 1 });
  });

  test.each(['http://api.x.y//', 'x.y', 'datadoghq.com@x.y'])('site %s is refused', (site) => {
    expect(() => client({ site })).toThrow(/DS103.*is not one of Datadog's/s);
  });

  test('metrics recorded while a flush is under way survive it', async () => {
    const { dogStats, posts, flush } = client();
    dogStats.count('c', 1);
    const flushing = flush();
    dogStats.count('later', 1);

    expect((await flushing).ok).toBe(true);
    expect((await flush()).ok).toBe(true);
    expect(posts.flatMap(({ series }) => series.map(({ metric }) => metric))).toContain('later');
  });
});

test('its example ports line by line', async () => {
  const { dogStats, posts } = client({ tags: ['runtime:node', 'board:rpi'] }, [503, 503, 202]);
  const said: string[] = [];
  const sampleAndSend = async (temperature: number): Promise<void> => {
    dogStats.gauge('sensor.temperature', temperature);
    if (!(await dogStats.flush()).ok) said.push('flush failed');
  };
  await sampleAndSend(21);
  await sampleAndSend(22);

  expect(said).toEqual([]);
  expect(posts.length).toBeGreaterThanOrEqual(3);
});
