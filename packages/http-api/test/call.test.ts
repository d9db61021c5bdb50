import { inspect } from 'node:util';
import { sleep } from '@dogstats/transport/http-client';
import { afterEach, describe, expect, test } from 'vitest';
import { DogHttpApi, dogHttpApi, type Failure, isFailure } from '../src/index.js';
import { type Answer, apiKey, applicationKey, clock, collect, makeRig, quick } from './rig.js';

const tags: Answer = { json: { tags: ['a'] } };
const failed = (status: number): Answer => ({ status, json: { errors: [`no: ${status}`] } });

describe('a call is made again', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])(
    'when it changes nothing new, after %d',
    async (status) => {
      const { server, api } = await makeRig();
      const headers = { 'x-ratelimit-reset': '1' };
      server.answers.push({ ...failed(status), headers }, { fault: 'reset' }, tags);
      const started = server.arrivals.length;

      const reply = await api.changeTags('h', ['a']);

      expect(reply).toEqual(['a']);
      expect(server.arrivals).toHaveLength(started + 3);
    },
  );

  test('but not for ever', async () => {
    const { server, api } = await makeRig({ retry: { attempts: 1 } });
    server.answers.push(failed(500), failed(502), tags);

    await expect(api.hostTags('h')).rejects.toMatchObject({ status: 502, errors: ['no: 502'] });
    expect(server.arrivals).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 405, 409, 413, 302])('and never after %d', async (status) => {
    const { server, api } = await makeRig();
    server.answers.push(failed(status), tags);

    await expect(api.hostTags('h')).rejects.toMatchObject({ code: 'ERR_HTTP_STATUS', status });
    expect(server.arrivals).toHaveLength(1);
  });
});

describe('a POST, which would do it twice', () => {
  test('is made again after 429', async () => {
    const { server, api } = await makeRig();
    server.answers.push({ ...failed(429), headers: { 'retry-after': '1' } }, tags);

    expect(await api.addTags('h', 'a')).toEqual(['a']);
  });

  test.each<Answer>([failed(500), failed(503), failed(408), { fault: 'reset' }])(
    'is not made again after %j',
    async (answer) => {
      const { server, api } = await makeRig();
      server.answers.push(answer, tags);

      await expect(api.addTags('h', 'a')).rejects.toThrow('POST http://127.0.0.1:');
      expect(server.arrivals).toHaveLength(1);
    },
  );

  test('is made again when it surely did not leave', async () => {
    const { server, api } = await makeRig({ retry: { attempts: 3 } });
    const { url } = server;
    await server.close();
    let attempts = 0;
    const refused = new DogHttpApi({
      ...quick,
      apiHost: url,
      swallow: false,
      random: () => {
        attempts++;
        return 0;
      },
    });

    await expect(refused.addTags('h', 'a')).rejects.toMatchObject({ reason: 'ECONNREFUSED' });
    expect(attempts).toBe(3);
    await refused.close();
    await api.close();
  });
});

test('a DELETE whose first answer was lost is done when there is nothing any more', async () => {
  const { server, api } = await makeRig();
  server.answers.push({ fault: 'reset' }, failed(404));

  expect(await api.deleteMonitor(7)).toEqual({ deleted_monitor_id: 7 });
});

describe('pauses', () => {
  test('that are longer than anybody waits end the call, with the time in its error', async () => {
    const { server, api } = await makeRig();
    server.answers.push({ ...failed(429), headers: { 'x-ratelimit-reset': '120' } });

    await expect(api.hostTags('h')).rejects.toMatchObject({
      status: 429,
      retryAfterMs: 120_000,
      message: expect.stringContaining('may be asked again in 120 s'),
    });
    expect(server.arrivals).toHaveLength(1);
  });

  test('and limits are known afterwards', async () => {
    const { server, api } = await makeRig();
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-period': '60',
      'x-ratelimit-remaining': '42',
      'x-ratelimit-reset': '30',
      'x-ratelimit-name': 'tags',
    };
    server.answers.push({ ...tags, headers }, tags);

    await api.hostTags('h');
    await api.hostTags('h');

    expect([...api.rateLimits]).toEqual([
      [
        'tags',
        { limit: 100, periodSeconds: 60, remaining: 42, resetsAt: new Date(1_790_000_032_000) },
      ],
    ]);
  });
});

describe('answers', () => {
  test.each<[string, Answer, string]>([
    ['HTML', { text: '<html>' }, 'but no JSON: check apiHost'],
    ['another shape', { json: { tags: 7 } }, 'answered with something else: tags'],
    ['nothing', { status: 204 }, 'answered with something else: the whole'],
  ])('of %s are an error', async (_name, answer, message) => {
    const { server, api } = await makeRig();
    server.answers.push(answer);

    await expect(api.hostTags('h')).rejects.toMatchObject({
      code: 'ERR_ANSWER',
      message: expect.stringContaining(message),
    });
  });

  test.each<[string, Answer, string[]]>([
    ['a list', { status: 400, json: { errors: ['a', 'b'] } }, ['a', 'b']],
    ['text', { json: { errors: 'a' } }, ['a']],
    ['JSON:API', { status: 400, json: { errors: [{ title: 'a', detail: 'b' }] } }, ['a: b']],
    ['a list, though 200', { json: { errors: ['a'] } }, ['a']],
  ])('with errors as %s are told one by one', async (_name, answer, errors) => {
    const { server, api } = await makeRig({ swallow: true });
    server.answers.push(answer);

    expect(await api.hostTags('h')).toEqual({ errors });
  });

  test('that quote a key are told without it', async () => {
    const { server, api } = await makeRig();
    const echo = `bad keys ${apiKey} and ${applicationKey}`;
    server.answers.push(
      { status: 403, json: { errors: [echo] } },
      { status: 403, text: `<b>${echo}` },
    );

    for (const _ of [1, 2]) {
      const error = await api.hostTags('h').catch((error: unknown) => error);
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(
        new RegExp(`${apiKey}|${applicationKey}`),
      );
      expect(error).toMatchObject({ message: expect.stringContaining('bad keys *** and ***') });
    }
  });
});

describe('with swallow', () => {
  const every: readonly (readonly [string, Answer, string])[] = [
    ['an answer', failed(400), 'no: 400'],
    ['HTML', { status: 403, text: '<b>Forbidden</b>' }, '<b>Forbidden</b>'],
    ['a connection', { fault: 'reset' }, 'POST'],
    ['a shape', { json: 7 }, 'something else'],
  ];

  test.each(every)('what goes wrong by %s is the reply', async (_name, answer, message) => {
    const { server, api } = await makeRig({ swallow: true });
    server.answers.push(answer);

    const reply: unknown = await api.addTags('h', 'a');

    expect(isFailure(reply)).toBe(true);
    expect((reply as Failure).errors).toEqual([expect.stringContaining(message)]);
  });

  test('so are arguments, keys and hosts that can not be', async () => {
    const { api } = await makeRig({ swallow: true });
    const keyless = new DogHttpApi({ env: {} });
    const elsewhere = new DogHttpApi({ ...quick, apiHost: 'http://example.com' });

    expect(await api.metric('m', Number.NaN)).toEqual({ errors: [expect.any(String)] });
    expect(await keyless.metric('m', 1)).toEqual({
      errors: ['no API key: set apiKey, or DD_API_KEY'],
    });
    expect(await elsewhere.metric('m', 1)).toEqual({
      errors: [expect.stringContaining('would send the key unencrypted')],
    });
  });

  test('a listing ends with what went wrong', async () => {
    const { server, api } = await makeRig({ swallow: true });
    const monitor = { id: 1, type: 'composite', query: '1 && 2' };
    server.answers.push({ json: [monitor] }, failed(403));

    expect(await collect(api.eachMonitor())).toEqual([monitor, { errors: ['no: 403'] }]);
  });
});

test('a signal ends a call, whether it waits for an answer or for its next attempt', async () => {
  const { server, api } = await makeRig();
  const abort = new AbortController();
  server.answers.push({ fault: 'silence' });

  const waiting = expect(api.hostTags('h', { signal: abort.signal })).rejects.toThrow('enough');
  await expect.poll(() => server.arrivals).toHaveLength(1);
  abort.abort(new Error('enough'));

  await waiting;
  await expect(api.hostTags('h', { signal: abort.signal })).rejects.toThrow('enough');
  const never = { ...clock, setTimeout: () => ({ cancel: () => undefined }) };
  const later = new AbortController();
  const pausing = sleep(never, 1_000, later.signal);
  later.abort(new Error('enough'));
  await expect(pausing).rejects.toThrow('enough');
});

test('a function gives the key, again after it was refused', async () => {
  const keys = ['old-key', 'new-key'];
  const { server, api } = await makeRig({ apiKey: () => Promise.resolve(keys.shift() ?? '') });
  server.answers.push(tags, failed(403), tags);

  await api.hostTags('h');
  await api.hostTags('h').catch(() => undefined);
  await api.hostTags('h');

  const sent = server.arrivals.map(({ headers }) => headers['dd-api-key']);
  expect(sent).toEqual(['old-key', 'old-key', 'new-key']);
});

test('more calls than may go out at once wait without growing old', async () => {
  const { server, api } = await makeRig();
  server.answers.push(...Array.from({ length: 100 }, () => tags));

  const replies = await Promise.all(Array.from({ length: 100 }, () => api.hostTags('h')));

  expect(replies.every((reply) => !isFailure(reply))).toBe(true);
});

describe('the ready client', () => {
  afterEach(async () => {
    await dogHttpApi
      .configure({ apiKey: undefined, apiHost: undefined, env: undefined, swallow: true })
      .close();
  });

  test('is told its keys before its first call, or later', async () => {
    const { server } = await makeRig();
    server.answers.push({ json: { status: 'ok' } }, { json: { status: 'ok' } });

    dogHttpApi.configure({ env: { DD_API_KEY: 'from-env', DD_URL: server.url } });
    await dogHttpApi.metric('a', 1);
    dogHttpApi.configure({ apiKey: 'given' });
    await dogHttpApi.metric('a', 1);

    const sent = server.arrivals.map(({ headers }) => headers['dd-api-key']);
    expect(sent).toEqual(['from-env', 'given']);
  });

  test('shows no key to those who look into it', () => {
    dogHttpApi.configure({ apiKey, applicationKey });

    const seen = inspect(dogHttpApi, { depth: 9, showHidden: true, getters: true });

    expect(seen + JSON.stringify(dogHttpApi)).not.toMatch(
      new RegExp(`${apiKey}|${applicationKey}`),
    );
  });
});
