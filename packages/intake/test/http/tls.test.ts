import { readFileSync } from 'node:fs';
import { globalAgent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import metrics from 'datadog-metrics';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';

const pem = (name: string): string =>
  readFileSync(new URL(`../tls/${name}.pem`, import.meta.url), 'utf8');
const tls = { cert: pem('cert'), key: pem('key') };

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, tls });
});
afterAll(() => intake.close());

test('everything is served over TLS', async () => {
  expect(intake.url).toBe(`https://127.0.0.1:${intake.port}`);

  const [status, body] = await new Promise<[number, string]>((resolve, reject) => {
    const headers = { 'dd-api-key': 'local' };
    request(`${intake.url}/api/v1/validate`, { ca: tls.cert, headers }, (incoming) => {
      text(incoming).then((body) => resolve([incoming.statusCode ?? 0, body]), reject);
    })
      .once('error', reject)
      .end();
  });

  expect([status, body]).toEqual([200, '{"valid":true}']);
});

test('plain HTTP gets no answer', async () => {
  await expect(fetch(intake.url.replace('https', 'http'))).rejects.toThrow('fetch failed');
});

test.each([
  [{ cert: 'x', key: 'y' }, 'tls'],
  [{ cert: tls.cert, key: 'no key' }, 'tls'],
])('files that are none are named', async (wrong, message) => {
  await expect(createIntake({ port: 0, tls: wrong })).rejects.toMatchObject({
    code: 'ERR_OPTIONS',
    message: expect.stringContaining(message),
  });
});

test('datadog-metrics, which knows no other way than https://api.<site>, is taken', async () => {
  // Its names lead here, and this authority is one.
  const before = { ...globalAgent.options };
  Object.assign(globalAgent.options, {
    ca: tls.cert,
    lookup: (_: string, options: { all?: boolean }, done: (...found: unknown[]) => void) =>
      options.all === true
        ? done(null, [{ address: '127.0.0.1', family: 4 }])
        : done(null, '127.0.0.1', 4),
  });
  try {
    const logger = new metrics.BufferedMetricsLogger({
      apiKey: 'local',
      site: `intake.test:${intake.port}`,
      host: 'web-7',
      prefix: 'shop.',
      flushIntervalSeconds: 0,
      defaultTags: ['env:test'],
    });
    logger.gauge('stock', 7);
    logger.increment('orders', 3, ['paid:yes']);
    logger.histogram('price', 10);
    logger.histogram('price', 20);
    logger.distribution('latency', 5);
    logger.distribution('latency', 6);

    await logger.flush();

    const tags = ['env:test', 'host:web-7'];
    expect(intake.total('shop.stock', tags)).toBe(7);
    expect(intake.total('shop.orders', [...tags, 'paid:yes'])).toBe(3);
    expect(intake.total('shop.price.max')).toBe(20);
    expect(intake.total('shop.latency', tags)).toBe(2);
    expect(intake.requests().map(({ status }) => status)).toEqual([202, 202]);
  } finally {
    for (const name of Object.keys(globalAgent.options)) {
      if (!(name in before)) Reflect.deleteProperty(globalAgent.options, name);
    }
    Object.assign(globalAgent.options, before);
  }
});
