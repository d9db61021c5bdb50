import { HttpSink, type HttpSinkOptions } from '@dogstats/transport';
import { defaultDeliveryOptions } from '@dogstats/transport/delivery';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { resolveOptions } from '../src/resolve-options.js';
import { version } from '../src/version.js';
import { countPoint } from './make-points.js';
import { ScriptedIntake } from './scripted-intake.js';

const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
let intake: ScriptedIntake;
beforeEach(async () => {
  intake = new ScriptedIntake();
  await intake.listen();
});
afterEach(() => intake.close());

test('a sink made from a key and a URL delivers', async () => {
  const sink = new HttpSink({ apiKey, url: intake.url });
  const bucket = Math.floor(Date.now() / 10_000) * 10;

  const report = await sink.write(
    { points: [countPoint('a', bucket, 2, 2)] },
    { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
  );

  expect(report.accepted).toBe(2);
  expect(intake.lastValues).toEqual(new Map([[`a@${bucket}`, 2]]));
  await sink.close();
});

describe('options', () => {
  test('have defaults', () => {
    expect(resolveOptions({ apiKey })).toEqual({
      ...defaultDeliveryOptions,
      apiKey,
      baseUrl: 'https://api.datadoghq.com',
    });
  });

  test('that are undefined keep their defaults', () => {
    const resolved = resolveOptions({
      apiKey,
      site: undefined,
      retry: { attempts: 2, maxDelayMs: undefined },
      concurrency: undefined,
      clock: undefined,
      histogram: { percentiles: [0.5], aggregates: undefined },
    });

    expect(resolved).toMatchObject({
      retry: { attempts: 2, baseDelayMs: 250, maxDelayMs: 30_000 },
      concurrency: 4,
      clock: defaultDeliveryOptions.clock,
      encoding: {
        histogram: { percentiles: [0.5], aggregates: ['min', 'max', 'avg', 'count'] },
      },
    });
  });

  test('take the environment of the process, which is no plain object', async () => {
    class Environment {
      readonly HTTPS_PROXY = 'http://proxy.example:3128';
    }
    for (const env of [process.env, new Environment()]) {
      const sink = new HttpSink({ apiKey, url: intake.url, env: env as Record<string, string> });
      await sink.close();
    }
  });

  test('that are wrong are all named in one message', () => {
    const options = {
      apikey: apiKey,
      site: 'datadog.eu',
      retry: { attempt: 3, baseDelayMs: -1 },
      concurrency: 0,
      fetch: 'fetch',
      frobnicate: true,
    };

    const make = () => new HttpSink(options as unknown as HttpSinkOptions);

    expect(make).toThrow(expect.objectContaining({ name: 'DogStatsError', code: 'ERR_OPTIONS' }));
    for (const part of [
      'apiKey: expected a string or a function',
      "unknown option 'apikey': did you mean 'apiKey'?",
      "unknown option 'retry.attempt': did you mean 'attempts'?",
      "unknown option 'frobnicate'\n",
      'retry.baseDelayMs',
      'concurrency',
      'fetch: expected a function',
      "did you mean 'datadoghq.eu'?",
    ]) {
      expect(make).toThrow(part);
    }
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'key'],
    ['an empty key', { apiKey: ' ' }],
    ['a key with a line end in it', { apiKey: 'a\nb' }],
    ['a number for a key', { apiKey: 5 }],
    ['fractions of a retry', { apiKey, retry: { attempts: 1.5 } }],
    ['NaN', { apiKey, timeouts: { totalMs: Number.NaN } }],
    ['Infinity', { apiKey, queue: { maxBytes: Number.POSITIVE_INFINITY } }],
    ['no aggregate at all', { apiKey, histogram: { aggregates: [], percentiles: [] } }],
    ['a percentile of 95', { apiKey, histogram: { percentiles: [95] } }],
    ['a header in the user agent', { apiKey, userAgent: 'a\r\nx: y' }],
    ['http to another machine', { apiKey, url: 'http://example.com' }],
    ['a dispatcher that is none', { apiKey, dispatcher: {} }],
    ['an environment that is none', { apiKey, env: 'production' }],
    ['a list for an environment', { apiKey, env: ['production'] }],
    ['an environment of numbers', { apiKey, env: { HTTPS_PROXY: 3128 } }],
  ])('refuse %s', (_name, options) => {
    expect(() => new HttpSink(options as HttpSinkOptions)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    );
  });
});

test('the version that is sent is that of the package', () => {
  expect(version).toBe(manifest.version);
});
