import { describe, expect, test } from 'vitest';
import { makeDogStats } from '../make-dog-stats.js';
import { ScriptedSink } from '../scripted-sink.js';
import { calls, lambda, setUp } from './lambda-rig.js';

describe('a wrapped handler', () => {
  test('flushes what an async handler recorded before it answers', async () => {
    const { dogStats, sink } = setUp();
    const handler = dogStats.wrapHandler(async (event: { n: number }) => {
      await Promise.resolve();
      dogStats.increment('calls', event.n);
      return { statusCode: 200 };
    });
    expect(await handler({ n: 3 })).toEqual({ statusCode: 200 });
    expect(calls(sink.points)).toBe(3);
  });

  test('gives what a sync handler returns', async () => {
    const { dogStats, sink } = setUp();
    const handler = dogStats.wrapHandler(() => {
      dogStats.increment('calls');
      return 'done';
    });
    expect(await handler()).toBe('done');
    expect(calls(sink.points)).toBe(1);
  });

  const error = { not: 'even an Error' };
  test.each([
    ['throws', () => Promise.reject(error)],
    [
      'throws at once',
      () => {
        throw error;
      },
    ],
  ])('passes on the very thing that a handler %s, and flushes', async (_, fail) => {
    const { dogStats, sink } = setUp();
    const handler = dogStats.wrapHandler(() => {
      dogStats.increment('calls');
      return fail();
    });
    await expect(handler()).rejects.toBe(error);
    expect(calls(sink.points)).toBe(1);
  });

  test('keeps this, event and context', async () => {
    const { dogStats } = setUp();
    const context = { awsRequestId: 'r-1' };
    const service = {
      handler: dogStats.wrapHandler(async function (this: unknown, event: object, given: object) {
        return [this, event, given];
      }),
    };
    const event = {};
    const [self, ...rest] = await service.handler(event, context);
    expect(self).toBe(service);
    expect(rest[0]).toBe(event);
    expect(rest[1]).toBe(context);
  });

  test('keeps its name and what was put on it', () => {
    const { dogStats } = setUp();
    const handler = Object.assign(async function checkout() {}, { route: '/cart' });
    const wrapped = dogStats.wrapHandler(handler);
    expect(wrapped.name).toBe('checkout');
    expect(wrapped.route).toBe('/cart');
  });

  test('hands back what is no function: the runtime says what is wrong', () => {
    const { dogStats } = setUp();
    expect(dogStats.wrapHandler(undefined as never)).toBeUndefined();
  });
});

describe('a streaming handler', () => {
  const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');
  const highWaterMark = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

  test('gets its stream, keeps its marks, and flushes when it is through', async () => {
    const { dogStats, sink } = setUp();
    const written: string[] = [];
    const handler = Object.assign(
      async (event: string, stream: { write(text: string): void }, _context: unknown) => {
        stream.write(event);
        dogStats.increment('calls');
      },
      { [streaming]: 'response', [highWaterMark]: 4096 },
    );
    const wrapped = dogStats.wrapHandler(handler);
    expect(wrapped[streaming]).toBe('response');
    expect(wrapped[highWaterMark]).toBe(4096);
    expect(wrapped.length).toBe(3);
    await wrapped('hello', { write: (text) => written.push(text) }, {});
    expect(written).toEqual(['hello']);
    expect(calls(sink.points)).toBe(1);
  });
});

describe('time', () => {
  const answerWithin = async (remainingMs: number, flushTimeoutMs?: number) => {
    const sink = new ScriptedSink();
    const { dogStats, clock } = makeDogStats({ env: lambda, sink });
    const handler = dogStats.wrapHandler(
      async (_event: unknown, _context: unknown) => dogStats.increment('calls'),
      { flushTimeoutMs },
    );
    let answeredAfter: number | undefined;
    const start = clock.monotonic();
    const answered = handler({}, { getRemainingTimeInMillis: () => remainingMs }).then(() => {
      answeredAfter = clock.monotonic() - start;
    });
    for (let waited = 0; answeredAfter === undefined && waited < 10_000; waited += 50) {
      await clock.advance(50);
    }
    await answered;
    return { answeredAfter, written: sink.pending.length };
  };

  test('a flush ends after two seconds', async () => {
    expect(await answerWithin(60_000)).toEqual({ answeredAfter: 2000, written: 1 });
  });

  test('a flush ends after the time that is asked for', async () => {
    expect(await answerWithin(60_000, 500)).toEqual({ answeredAfter: 500, written: 1 });
  });

  test('a flush leaves the answer 200 ms of what the invocation has left', async () => {
    expect(await answerWithin(1200)).toEqual({ answeredAfter: 1000, written: 1 });
  });

  test('without time to speak of, what was recorded stays for the next invocation', async () => {
    expect((await answerWithin(250)).written).toBe(0);
  });

  test('a context that fails is no reason to fail', async () => {
    const { dogStats } = setUp();
    const handler = dogStats.wrapHandler(async (_event: unknown, _context: unknown) => 'answer');
    const context = {
      getRemainingTimeInMillis() {
        throw new Error('broken');
      },
    };
    expect(await handler({}, context)).toBe('answer');
  });

  test('is read anew at each invocation and each call: the process may have been frozen', async () => {
    const { dogStats, sink, clock } = setUp();
    const handler = dogStats.wrapHandler(async () => dogStats.gauge('depth', 1));
    await handler();
    clock.step(3600);
    await handler();
    const [first = 0, second = 0] = sink.points.map(({ bucketStart }) => bucketStart);
    expect(second - first).toBeGreaterThanOrEqual(3590);
  });

  test('no timer runs between invocations', async () => {
    const { dogStats, clock } = setUp();
    await dogStats.wrapHandler(async () => dogStats.increment('calls'))();
    expect(clock.pendingTimers).toBe(0);
  });
});

test('invocations that overlap are each flushed before they answer', async () => {
  const { dogStats, sink } = setUp();
  let open = 0;
  const handler = dogStats.wrapHandler(async (event: { turns: number }) => {
    open++;
    for (let turn = 0; turn < event.turns; turn++) await new Promise(setImmediate);
    dogStats.increment('calls');
    open--;
    return open;
  });
  const delivered: number[] = [];
  await Promise.all(
    [5, 1, 3, 2, 4].map(async (turns) => {
      await handler({ turns });
      delivered.push(calls(sink.points));
    }),
  );
  expect(delivered.every((total, index) => total >= index + 1)).toBe(true);
  expect(calls(sink.points)).toBe(5);
});
