import { createIntake, type Intake } from '@dogstats/intake';
import { beforeEach, describe, expect, test } from 'vitest';
import { startLambda } from './lambda.js';

/** Main files of both generations of the runtime: `scripts/test-ric.mjs` says where they are. */
const generations = JSON.parse(process.env['DOGSTATS_RIC'] ?? '[]') as [string, string][];

test('both generations of the runtime are there', () => {
  expect(generations).toHaveLength(2);
});

describe.each(generations)('aws-lambda-ric %s', (version, runtime) => {
  const hasCallbacks = version.startsWith('3.');
  let intake: Intake;

  beforeEach(async () => {
    intake = await createIntake({ port: 0 });
    return () => intake.close();
  });

  const start = (handler: string, freezes = false) =>
    startLambda({ runtime, handler, freezes, env: { DD_URL: intake.url } });

  /** Sum of what arrived of a count, which leaves as a distribution here. */
  const total = (name: string): number =>
    intake
      .series({ metric: name })
      .flatMap(({ samples = [] }) => samples.flatMap(({ values }) => values))
      .reduce((sum, value) => sum + value, 0);

  test.each(['asynchronous', 'synchronous', 'callback'])(
    'handler %s: each answer comes after its metrics',
    async (handler) => {
      const { api } = await start(handler);
      for (const n of [1, 2, 3]) {
        const answer = await api.invoke({ n, handler });
        expect(answer).toMatchObject({ kind: 'response', body: JSON.stringify({ answered: n }) });
        expect(total('ric.calls')).toBe((n * (n + 1)) / 2);
        expect(total('ric.value')).toBe((n * (n + 1)) / 2);
      }
    },
  );

  test.each(['asynchronous', 'callback', 'streamed'])(
    'handler %s fails: its error is its own, its metrics arrive, the next call works',
    async (handler) => {
      const { api } = await start(handler);
      const failed = await api.invoke({ n: 5, handler, fail: true });
      if (handler === 'streamed') {
        expect(failed.trailers['lambda-runtime-function-error-type']).toBe('RangeError');
      } else {
        expect(failed.kind).toBe('error');
        expect(JSON.parse(failed.body)).toMatchObject({
          errorType: 'RangeError',
          errorMessage: 'no such order',
        });
      }
      await expect.poll(() => total('ric.calls'), { timeout: 10_000 }).toBe(5);
      expect((await api.invoke({ n: 1, handler })).kind).toBe('response');
      await expect.poll(() => total('ric.calls'), { timeout: 10_000 }).toBe(6);
    },
  );

  test('a streaming handler: all of the stream, then the metrics', async () => {
    const { api } = await start('streamed');
    for (const n of [1, 2]) {
      expect((await api.invoke({ n, handler: 'streamed' })).body).toBe('hello world');
    }
    await expect.poll(() => total('ric.calls'), { timeout: 10_000 }).toBe(3);
  });

  test('a handler without an answer: its metrics are there when the invocation ends', async () => {
    const { api } = await start('silent');
    for (const n of [1, 2]) {
      expect((await api.invoke({ n, handler: 'silent' })).body).toBe('null');
      expect(total('ric.calls')).toBe(n === 1 ? 1 : 3);
    }
  });

  // Newer runtimes have no such functions.
  if (hasCallbacks) {
    test('a handler that answers by its context', async () => {
      const { api } = await start('legacy');
      for (const n of [1, 2]) {
        const answer = await api.invoke({ n, handler: 'legacy' });
        expect(answer.body).toBe(JSON.stringify({ answered: n }));
        expect(total('ric.calls')).toBe(n === 1 ? 1 : 3);
      }
    });
  }

  test('frozen between invocations: nothing is lost and nothing is doubled', async () => {
    const { api, output } = await start('asynchronous', true);
    for (let n = 1; n <= 4; n++) {
      await api.invoke({ n, handler: 'asynchronous' });
      // Longer than a server keeps an idle connection: the next flush needs a new one.
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    expect(total('ric.calls')).toBe(10);
    expect(output()).not.toContain('"level"');
  });

  test('an outage during one invocation is made up for in the next', async () => {
    const { api } = await start('asynchronous', true);
    await api.invoke({ n: 1, handler: 'asynchronous' });
    intake.addFaults({ status: 503 });
    const failed = await api.invoke({ n: 2, handler: 'asynchronous' });
    expect(failed.kind).toBe('response');
    intake.clearFaults();
    await api.invoke({ n: 4, handler: 'asynchronous' });
    await expect.poll(() => total('ric.calls'), { timeout: 10_000 }).toBe(7);
  });
});
