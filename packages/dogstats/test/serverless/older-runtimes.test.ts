import type { LambdaContext } from 'dogstats';
import { describe, expect, test, vi } from 'vitest';
import { calls, setUp } from './lambda-rig.js';

/** An older runtime's context: `done` and its like are there, and record what they were given. */
function legacyContext() {
  const answered = vi.fn();
  const context: LambdaContext = {
    callbackWaitsForEmptyEventLoop: true,
    done: (error, result) => answered(error, result),
    succeed: (result) => answered(null, result),
    fail: (error) => answered(error),
  };
  return { context, answered };
}

describe('a handler with a callback', () => {
  test('answers by a promise, and looks like one that does', async () => {
    const { dogStats, sink } = setUp();
    const { context } = legacyContext();
    const handler = dogStats.wrapHandler(
      (_event: object, _context: object, callback: (error: null, result: string) => void) => {
        setImmediate(() => {
          dogStats.increment('calls');
          callback(null, 'answer');
        });
      },
    );
    expect(handler.length).toBeLessThanOrEqual(2);
    expect(await handler({}, context, () => {})).toBe('answer');
    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
    expect(calls(sink.points)).toBe(1);
  });

  test.each([
    ['its callback', (callback: (error: unknown) => void) => callback('refused'), 'refused'],
    [
      'a throw',
      () => {
        throw 'thrown';
      },
      'thrown',
    ],
    ['a promise', () => Promise.reject('rejected'), 'rejected'],
  ])('fails by %s', async (_, fail, error) => {
    const { dogStats } = setUp();
    const handler = dogStats.wrapHandler(
      (_event: unknown, _context: unknown, callback: (error: unknown) => void) => fail(callback),
    );
    await expect(handler({}, {}, () => {})).rejects.toBe(error);
  });

  test('may return a promise: whichever comes first counts', async () => {
    const { dogStats } = setUp();
    const handler = dogStats.wrapHandler(
      async (_event: unknown, _context: unknown, _callback: unknown) => 'promised',
    );
    expect(await handler({}, {}, undefined)).toBe('promised');
  });
});

describe('a runtime with context.done()', () => {
  test.each([
    ['done', (context: LambdaContext) => context.done?.(null, 'answer')],
    ['succeed', (context: LambdaContext) => context.succeed?.('answer')],
  ])('waits for %s, and flushes before it', async (_, answer) => {
    const { dogStats, sink } = setUp();
    const { context, answered } = legacyContext();
    const handler = dogStats.wrapHandler((_event: unknown, given: LambdaContext): unknown => {
      setImmediate(() => {
        dogStats.increment('calls');
        answer(given);
      });
      return undefined;
    });
    expect(await handler({}, context)).toBe('answer');
    expect(calls(sink.points)).toBe(1);
    expect(answered).not.toHaveBeenCalled();
  });

  test('fails by fail', async () => {
    const { dogStats } = setUp();
    const { context } = legacyContext();
    const handler = dogStats.wrapHandler((_event: unknown, given: LambdaContext): unknown => {
      given.fail?.('refused');
      return undefined;
    });
    await expect(handler({}, context)).rejects.toBe('refused');
  });

  test('that goes on to use its own functions finds them untouched', async () => {
    const { dogStats } = setUp();
    const { context } = legacyContext();
    const before = { ...context };
    const given: LambdaContext[] = [];
    const handler = dogStats.wrapHandler(async (_event: unknown, seen: LambdaContext) => {
      given.push(seen);
      return 'answer';
    });
    expect(await handler({}, context)).toBe('answer');
    expect(context).toEqual(before);
    expect(Object.keys(given[0] ?? {})).toEqual(Object.keys(context));
  });

  test('waits for the answer of a server that is returned', async () => {
    const { dogStats } = setUp();
    const { context } = legacyContext();
    const handler = dogStats.wrapHandler((_event: unknown, given: LambdaContext): unknown => {
      setImmediate(() => given.succeed?.('from the server'));
      return { listen() {} };
    });
    expect(await handler({}, context)).toBe('from the server');
  });

  test('flushes what a handler recorded that has no answer at all', async () => {
    const { dogStats, sink } = setUp();
    const { context } = legacyContext();
    const handler = dogStats.wrapHandler((_event: unknown, _context: unknown): void => {
      dogStats.increment('calls');
    });
    void handler({}, context);
    await expect.poll(() => calls(sink.points)).toBe(1);
  });
});
