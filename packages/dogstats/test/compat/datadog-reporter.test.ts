import { createIntake, type Intake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { BufferedMetricsLogger, reporters } from 'dogstats/compat/datadog-metrics';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

const key = 'a-key-that-nobody-may-see';

async function makeIntake(): Promise<Intake> {
  const intake = await createIntake({ port: 0, apiKeys: [key] });
  onTestFinished(() => intake.close());
  return intake;
}

const loggerTo = (intake: Intake, options = {}): BufferedMetricsLogger =>
  new BufferedMetricsLogger({ apiKey: key, site: intake.url, retryBackoff: 0.001, ...options });

/** Value of the latest point of each series. */
const held = (intake: Intake): Record<string, number | undefined> =>
  Object.fromEntries(intake.series().map(({ metric, points }) => [metric, points.at(-1)?.value]));

const real = globalThis.fetch;

/** Has fetch answer so many times what it is told, and then go to the network. */
function answers(...replies: (() => Response)[]): void {
  vi.spyOn(globalThis, 'fetch').mockImplementation((...call) => {
    const reply = replies.shift();
    return reply === undefined ? real(...call) : Promise.resolve().then(reply);
  });
}

const status =
  (code: number, headers = {}) =>
  () =>
    new Response('{"errors":["no"]}', { status: code, headers });
const networkError = (code: string) => (): Response => {
  const cause = Object.assign(new Error(`it was ${code}`), { code });
  throw new TypeError('fetch failed', { cause });
};

const timeout = (): Response => {
  throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
};

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

test('every type arrives, with host, tags and compression', async () => {
  const intake = await makeIntake();
  const logger = loggerTo(intake, { host: 'web-1', prefix: 'app.', defaultTags: ['env:test'] });
  logger.gauge('memory', 23);
  logger.increment('served', 2);
  logger.increment('served');
  for (const value of [1, 2, 3]) logger.histogram('time', value);
  logger.distribution('size', 5, ['kind:a']);

  await expect(logger.flush()).resolves.toBeUndefined();
  expect(held(intake)).toMatchObject({
    ...{ 'app.memory': 23, 'app.served': 3 },
    ...{ 'app.time.avg': 2, 'app.time.count': 3, 'app.time.95percentile': 3 },
  });
  expect(intake.series({ metric: 'app.memory' })).toMatchObject([
    { host: 'web-1', tags: ['env:test'] },
  ]);
  expect(intake.series({ metric: 'app.size' })).toMatchObject([{ tags: ['env:test', 'kind:a'] }]);
});

test('a count that is flushed twice in a second is not overwritten by its second half', async () => {
  vi.useFakeTimers({ now: Math.floor(Date.now() / 1000) * 1000, toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const intake = await makeIntake();
  const logger = loggerTo(intake);
  for (const value of [1, 2, 3]) {
    logger.increment('orders', value);
    await logger.flush();
  }

  expect(held(intake)).toEqual({ orders: 6 });
});

describe('failures', () => {
  test.each([
    ['500', status(500)],
    ['429, as long as it asks', status(429, { 'retry-after': '0' })],
    ['a connection that breaks', networkError('ECONNRESET')],
    ['an attempt that takes too long', timeout],
  ])('%s is tried again', async (_name, reply) => {
    const intake = await makeIntake();
    const logger = loggerTo(intake);
    answers(reply, reply);
    logger.increment('orders', 4);

    await logger.flush();
    expect(held(intake)).toEqual({ orders: 4 });
  });

  test.each([
    { 'retry-after': '0' },
    { 'retry-after': 'Mon, 01 Jun 2026 00:00:00 GMT' },
    { 'retry-after': 'soon', 'x-ratelimit-reset': '0' },
  ])('an answer with %j is obeyed instead of the back-off', async (headers) => {
    const intake = await makeIntake();
    const logger = loggerTo(intake, { retryBackoff: 3_600 });
    answers(status(429, headers));
    logger.increment('orders', 4);

    await logger.flush();
    expect(held(intake)).toEqual({ orders: 4 });
  });

  test('what fails for good is kept and goes with the next report, in order', async () => {
    const intake = await makeIntake();
    const logger = loggerTo(intake, { retries: 1, onError: () => {} });
    answers(status(503), status(503));
    logger.increment('orders', 4);
    logger.gauge('depth', 1);
    await expect(logger.flush()).rejects.toThrow('answered 503');
    logger.increment('orders', 5);
    logger.gauge('depth', 2);
    await logger.flush();

    const total = intake.series({ metric: 'orders' })[0]?.points;
    expect(total?.reduce((sum, { value }) => sum + value, 0)).toBe(9);
    expect(held(intake)).toMatchObject({ depth: 2 });
  });

  test('neither what can’t be sent nor what is refused is tried again, or kept', async () => {
    const intake = await makeIntake();
    const logger = loggerTo(intake, { onError: () => {} });
    answers(networkError('WHAT'));
    logger.gauge('x', 1);
    await expect(logger.flush()).rejects.toThrow('it was WHAT');
    answers(status(400));
    logger.gauge('y', 1);
    await expect(logger.flush()).rejects.toThrow('answered 400');
    logger.gauge('z', 1);
    await logger.flush().catch(() => {});

    expect(Object.keys(held(intake))).toEqual(['z']);
  });

  test('a payload that is too large is halved', async () => {
    const intake = await makeIntake();
    const logger = loggerTo(intake);
    answers(status(413), status(413));
    for (const name of ['a', 'b', 'c']) logger.gauge(name, 1);

    await logger.flush();
    expect(held(intake)).toEqual({ a: 1, b: 1, c: 1 });
  });

  test('a key that is not taken is an AuthorizationError that doesn’t name it', async () => {
    const intake = await makeIntake();
    const logger = new BufferedMetricsLogger({
      apiKey: 'not-taken-key',
      site: intake.url,
      onError: () => {},
    });
    logger.gauge('x', 1);
    const error = await logger.flush().catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'DATADOG_AUTHORIZATION_ERROR', status: 403 });
    const { inspect } = await import('node:util');
    expect(
      inspect([error, logger, logger.reporter], { depth: 10, showHidden: true }),
    ).not.toContain('not-taken-key');
  });
});

test('thousands of series go in several requests', async () => {
  const intake = await makeIntake();
  const sent = vi.spyOn(globalThis, 'fetch');
  const logger = loggerTo(intake);
  for (let index = 0; index < 25_000; index++) logger.increment('x', 1, [`id:${index}`]);

  await logger.flush();
  expect(sent).toHaveBeenCalledTimes(3);
  expect(intake.series({ metric: 'x' })).toHaveLength(25_000);
});

test('an attempt ends by itself after ten seconds', async () => {
  const limits = vi.spyOn(AbortSignal, 'timeout');
  const sent = vi.spyOn(globalThis, 'fetch');
  const logger = loggerTo(await makeIntake());
  logger.gauge('x', 1);
  await logger.flush();

  expect(limits).toHaveBeenCalledWith(10_000);
  expect(sent.mock.calls[0]?.[1]?.signal).toBe(limits.mock.results[0]?.value);
});

test.each([
  [{ apiKey: 'a secret\nkey' }, /characters that no key has/],
  [{ apiKey: 'k', site: 'http://example.com' }, /unencrypted/],
  [{ apiKey: 'k', site: 'datadoghq.com@evil.test' }, /user name or password/],
  [{ apiKey: 'k', site: 'not a host' }, /not an absolute URL/],
])('%j is refused, without the key in the message', (options, message) => {
  const make = (): unknown => new reporters.DatadogReporter(options);
  expect(make).toThrow(message);
  expect(make).not.toThrow(/secret/);
});

test('a site that is none of Datadog’s is taken, with a word', () => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(new reporters.DatadogReporter({ apiKey: 'k', site: 'datadoghq.con' }).site).toBe(
    'datadoghq.con',
  );
  expect(String(said.mock.calls)).toContain("did you mean 'datadoghq.com'");
});

test('two reporters keep to their own keys', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const sent = vi.spyOn(globalThis, 'fetch');
  const series = [{ metric: 'x', points: [[Math.floor(Date.now() / 1000), 1]], type: 'gauge' }];
  for (const apiKey of ['one', 'two']) {
    await new reporters.DatadogReporter({ apiKey, site: intake.url }).report(series as never);
  }

  const keys = sent.mock.calls.map(([, init]) => new Headers(init?.headers).get('dd-api-key'));
  expect(keys).toEqual(['one', 'two']);
});

test('with dogStats everything goes into that instance', async () => {
  const intake = await makeIntake();
  const dogStats = new DogStats();
  dogStats.start({ env: { DD_URL: intake.url, DD_API_KEY: key }, host: '', autoFlush: false });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 100 })));
  const logger = new BufferedMetricsLogger({
    dogStats,
    prefix: 'app.',
    host: 'web-1',
    defaultTags: ['d'],
  });
  logger.gauge('memory', 23, ['a:1']);
  logger.increment('served', 2);
  logger.histogram('time', 3);
  logger.distribution('size', 5, undefined, Date.now());

  const flushed = async (): Promise<unknown> => {
    await logger.flush().catch(() => {});
    return held(intake);
  };
  await expect
    .poll(flushed)
    .toMatchObject({ 'app.memory': 23, 'app.served': 2, 'app.time.max': 3 });
  expect(intake.series({ metric: 'app.memory' })).toMatchObject([
    { host: 'web-1', tags: ['a:1', 'd'] },
  ]);
  await dogStats.close({ timeoutMs: 100 });
  await expect(logger.stop()).resolves.toBeUndefined();
});

test('an answer that gives the key back shows it to nobody, and a callback that throws harms nobody', async () => {
  const intake = await makeIntake();
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  answers(() => new Response(`{"errors":["no to ${key}"]}`, { status: 400 }));
  const onError = (): never => {
    throw new Error('a callback');
  };
  const logger = loggerTo(intake, { onError });
  logger.gauge('memory', 23);

  const failure = await logger.flush().catch((error: Error) => error);
  await new Promise((resolve) => setImmediate(resolve));

  expect(failure).toMatchObject({ message: expect.stringContaining('answered 400') });
  expect(`${failure.stack} ${JSON.stringify(failure)} ${failure.cause}`).not.toContain(key);
  expect(unhandled).not.toHaveBeenCalled();
});
