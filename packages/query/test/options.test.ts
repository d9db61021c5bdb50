import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AdaptivePolicy, createStream, FixedPolicy, query, validate } from '../src/index.js';
import { ScriptedTransport } from './scripted-transport.js';

const env = {};
const apiKey = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const appKey = 'deadbeef'.repeat(5);
const range = { from: 0, to: 60 };

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ name: 'QueryError', code: 'INVALID_ARG', number: -7 });
    return (error as { problems: string[] }).problems;
  }
  return [];
}

describe('query()', () => {
  test.each([
    [{ querry: 'm{*}' }, "unknown option 'querry': did you mean 'query'?"],
    [{ query: '' }, 'query: '],
    [{ query: 'm{*}', from: 'today' }, 'from: expected unix seconds or a Date'],
    [{ query: 'm{*}', maxRetries: 101 }, 'maxRetries: '],
    [{ query: 'm{*}', api: 'v3' }, 'api: '],
    [{ query: 'm{*}', policy: {} }, 'policy: expected an object with begin()'],
    [{ query: 'm{*}', timeouts: { totalMS: 5 } }, "unknown option 'timeouts.totalMS'"],
    [{ query: 'm{*}', queries: [{ query: 'm{*}' }] }, 'and not both'],
    [{}, 'query: expected a query'],
    [{ query: 'm{*}', from: 60 }, 'from must be before to'],
    [{ query: 'm{*}', to: 1_795_824_000_000 }, 'to: expected unix seconds; 1795824000000 may be'],
    [{ query: 'm{*}', site: 'datadoghq.ue' }, "did you mean 'datadoghq.eu'?"],
    [{ query: 'm{*}', url: 'http://example.com' }, 'use https, or set allowInsecureHttp'],
    [{ queries: [{ query: 'a{*}', name: 'q1' }, { query: 'b{*}' }] }, 'two have the same name'],
    [
      { query: 'm{*}', cursor: { startMs: 61_000, batchNumber: 1, chunkMs: 1, successes: 0 } },
      'not of this range',
    ],
  ])('refuses %j', (options, problem) => {
    const found = problemsOf(() => query({ ...range, env, apiKey, appKey, ...options } as never));
    expect(found.join('\n')).toContain(problem);
  });

  test('lists all that is wrong, and names the variables', () => {
    const found = problemsOf(() => query({ query: 'm{*}', from: 5, to: 5, site: 'x', env }));
    expect(found).toMatchObject([
      'from must be before to',
      expect.stringContaining("site 'x'"),
      'apiKey is missing: set DD_API_KEY',
      'appKey is missing: set DD_APP_KEY',
    ]);
  });

  test('takes keys and addresses from the environment, and needs no keys for an own address', () => {
    const keys = { DD_API_KEY: apiKey, DD_APPLICATION_KEY: appKey, DD_SITE: 'datadoghq.eu' };
    for (const env of [keys, { DD_URL: 'http://127.0.0.1:9' }]) {
      expect(query({ query: 'm{*}', ...range, env }).hasNext).toBe(true);
    }
    const other = { DD_URL: 'http://127.0.0.1:9' };
    expect(
      problemsOf(() => query({ query: 'm{*}', ...range, site: 'datadoghq.eu', env: other })),
    ).toHaveLength(2);
  });

  test('shows no key when a stream is looked at, or refused', async () => {
    const stream = query({
      query: 'm{*}',
      ...range,
      env,
      apiKey,
      appKey,
      url: 'http://127.0.0.1:9',
      maxRetries: 0,
    });
    const batch = await stream.next();
    const wrong = problemsOf(() =>
      query({ query: 'm{*}', ...range, env, apiKey: `${apiKey} x`, appKey }),
    );

    const shown = inspect([stream, batch, stream.lastError, wrong], { depth: 9, showHidden: true });
    expect(batch?.error?.code).toBe('NETWORK');
    for (const key of [apiKey, appKey]) expect(shown).not.toContain(key);
  });
});

describe('policies', () => {
  test.each([
    [{ shrinkFactor: 1 }, 'shrinkFactor: expected a number between 0 and 1'],
    [{ growFactor: 1 }, 'growFactor: expected more than 1'],
    [{ minChunkMs: 0 }, 'minChunkMs: expected more than 0'],
    [{ minChunkMs: 5, maxChunkMs: 4 }, 'minChunkMs (5) must not be over maxChunkMs (4)'],
    [{ growAfter: 0 }, 'growAfter: expected a whole number'],
    [{ backoffBaseMs: Number.NaN }, 'backoffBaseMs: expected a number'],
    [{ shrink: 1 }, "unknown option 'shrink'"],
  ])('refuse %j', (options, problem) => {
    expect(problemsOf(() => new AdaptivePolicy(options as never)).join()).toContain(problem);
  });

  test('of one length refuse a wait below 0', () => {
    expect(problemsOf(() => new FixedPolicy({ delayMs: -1 }))).toHaveLength(1);
  });
});

describe('createStream()', () => {
  const v2 = {
    api_key: apiKey,
    app_key: appKey,
    queries: [{ query: 'avg:m{*}' }],
    range_start: 0,
    range_end: 36_000,
  };
  const create = (name: string, config: object, policy?: object, runtime = {}) =>
    createStream(name, JSON.stringify(config), policy && JSON.stringify(policy), runtime);

  test('opens each adapter by the keys of the seed', async () => {
    const asked = async (name: string, config: object, policy?: object) => {
      const transport = new ScriptedTransport(() => ({}));
      await create(name, config, policy, { transport }).next();
      return { ...transport.windows[0], ...transport.requests[0] };
    };
    const { queries, ...v1 } = v2;

    const first = await asked('datadog_v1', { ...v1, query: 'sum:m{*}', chunk_seconds: 3_600 });
    expect(first).toMatchObject({ from: 0, to: 3_600, method: 'GET' });
    expect(decodeURIComponent(first.path as string)).toContain('query=avg:m{*},min:m{*}');
    const rolled = await asked('datadog_v1', { ...v1, query: 'm{*}', granularity: 30 });
    expect(decodeURIComponent(rolled.path as string)).toContain('max:m{*}.rollup(max, 30)');

    const formulas = [{ formula: 'a', aggregator: 'max' }];
    const named = [{ query: 'm{*}', name: 'a', data_source: 'metrics' }];
    const second = await asked('datadog_v2_timeseries', {
      ...v2,
      queries: named,
      formulas,
      interval_ms: 20_000,
    });
    expect(second).toMatchObject({ from: 0, to: 14_400 });
    expect(second.body).toContain('"interval":20000');
    const third = await asked(
      'datadog_v2_scalar',
      { ...v2, queries: named, formulas },
      { type: 'fixed', delay_ms: 5 },
    );
    expect(third.body).toContain('"aggregator":"max"');
  });

  test.each<[string, object | string, object | undefined, string[]]>([
    ['datadog_v3', v2, undefined, ["unknown adapter 'datadog_v3': there are datadog_v1,"]],
    [
      'datadog_v2_scalar',
      { api_kye: 1, queries: [{}] },
      { grow_factor: 0.5, max_retry: 1 },
      [
        "unknown option 'api_kye': did you mean 'api_key'?",
        'app_key is missing',
        'range_start is missing',
        'queries.0.query is missing',
        "policy: unknown option 'max_retry': did you mean 'max_retries'?",
      ],
    ],
    ['datadog_v2_scalar', v2, { grow_factor: 0.5 }, ['policy: growFactor: expected more than 1']],
    ['datadog_v1', v2, undefined, ["unknown option 'queries'", 'query is missing']],
    ['datadog_v2_timeseries', { ...v2, range_end: 0 }, undefined, ['from must be before to']],
    ['datadog_v2_timeseries', '{"api_key":"secret', undefined, ['config: it is not JSON']],
    [
      'datadog_v2_timeseries',
      { ...v2, site: 'x'.repeat(65_536) },
      undefined,
      ['it has over 65536 bytes'],
    ],
  ])('refuses %s with all that is wrong', (name, config, policy, expected) => {
    const json = typeof config === 'string' ? config : JSON.stringify(config);
    const found = problemsOf(() => createStream(name, json, policy && JSON.stringify(policy)));
    for (const problem of expected) expect(found.join('\n')).toContain(problem);
    expect(found.join()).not.toContain('secret');
  });
});

test('validate() asks once whether the key is one', async () => {
  const answers = [{ body: { valid: true } }, { status: 403, body: { errors: ['Forbidden'] } }];
  const transport = new ScriptedTransport((_, index) => answers[index] ?? {});

  expect(await validate({ transport })).toEqual({ valid: true });
  expect(await validate({ transport })).toMatchObject({
    valid: false,
    error: {
      code: 'CLIENT',
      httpStatus: 403,
      message: 'GET /api/v1/validate answered 403: Forbidden',
    },
  });
});
