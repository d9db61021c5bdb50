import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { addAzureHooks, flushBeforeEnd, flushMiddleware, withFlush } from 'dogstats/serverless';
import { afterEach, describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { makeDogStats } from '../make-dog-stats.js';
import { ScriptedSink } from '../scripted-sink.js';

function setUp() {
  const sink = new MemorySink();
  return { sink, ...makeDogStats({ sink }) };
}

describe('flushOnEnd', () => {
  const vercel = Symbol.for('@vercel/request-context');
  afterEach(() => {
    Reflect.deleteProperty(globalThis, vercel);
  });

  test('has the platform wait until everything of this turn is sent', async () => {
    const { dogStats, sink } = setUp();
    const waited: Promise<unknown>[] = [];
    dogStats.flushOnEnd((promise) => waited.push(promise));
    dogStats.increment('calls');
    expect(waited).toHaveLength(1);
    await waited[0];
    expect(sink.points).toHaveLength(1);
  });

  test('finds the request of Vercel', async () => {
    const { dogStats, sink } = setUp();
    const waited: Promise<unknown>[] = [];
    const request = {
      waited,
      waitUntil(this: { waited: Promise<unknown>[] }, promise: Promise<unknown>) {
        this.waited.push(promise);
      },
    };
    Object.assign(globalThis, { [vercel]: { get: () => request } });
    dogStats.increment('calls');
    dogStats.flushOnEnd();
    await Promise.all(waited);
    expect(sink.points).toHaveLength(1);
  });

  test('flushes where nothing waits, or waiting fails', async () => {
    const { dogStats, sink } = setUp();
    dogStats.increment('calls');
    dogStats.flushOnEnd();
    dogStats.flushOnEnd(() => {
      throw new Error('the request is over');
    });
    await new Promise(setImmediate);
    await dogStats.flush();
    expect(sink.points).toHaveLength(1);
  });
});

test('withFlush flushes before it settles, whatever comes of it', async () => {
  const { dogStats, sink } = setUp();
  const add = withFlush(
    (a: number, b: number) => {
      dogStats.increment('calls');
      return a + b;
    },
    { dogStats },
  );
  expect(await add(1, 2)).toBe(3);
  expect(sink.points).toHaveLength(1);
  const fail = withFlush(
    async () => {
      dogStats.gauge('depth', 1);
      throw new RangeError('no');
    },
    { dogStats },
  );
  await expect(fail()).rejects.toThrow(RangeError);
  expect(sink.points).toHaveLength(2);
});

test.each(['after', 'onError'] as const)('the middleware flushes %s', async (hook) => {
  const { dogStats, sink } = setUp();
  const middleware = flushMiddleware({ dogStats });
  dogStats.increment('calls');
  await middleware[hook]({ context: { getRemainingTimeInMillis: () => 3000 } });
  expect(sink.points).toHaveLength(1);
});

/** The types of middy, as far as they infer the context that a middleware asks for. */
interface LambdaContextOfAws {
  readonly awsRequestId: string;
  callbackWaitsForEmptyEventLoop: boolean;
  done(error?: Error, result?: unknown): void;
  getRemainingTimeInMillis(): number;
}
interface Middleware<Context extends LambdaContextOfAws> {
  after?: (request: { event: unknown; context: Context }) => unknown;
  onError?: (request: { event: unknown; context: Context }) => unknown;
}
type Used<M> = M extends Middleware<infer Context> ? Context : never;

test('the middleware leaves the types of a chain as they are', () => {
  expectTypeOf<Used<ReturnType<typeof flushMiddleware>>>().toEqualTypeOf<LambdaContextOfAws>();
});

test.each(['postInvocation', 'appTerminate'] as const)('Azure flushes at %s', async (hook) => {
  const { dogStats, sink } = setUp();
  const handlers: Record<string, () => Promise<void>> = {};
  const app = {
    hook: {
      postInvocation: (handler: () => Promise<void>) =>
        Object.assign(handlers, { postInvocation: handler }),
      appTerminate: (handler: () => Promise<void>) =>
        Object.assign(handlers, { appTerminate: handler }),
    },
  };
  addAzureHooks(app, { dogStats });
  dogStats.increment('calls');
  await handlers[hook]?.();
  expect(sink.points).toHaveLength(1);
});

describe('flushBeforeEnd', () => {
  async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(handler).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('sends what a handler recorded before its response ends', async () => {
    const { dogStats, sink } = setUp();
    let sentAtEnd = -1;
    const url = await serve(
      flushBeforeEnd(
        (_request, response) => {
          response.once('finish', () => {
            sentAtEnd = sink.points.length;
          });
          dogStats.increment('calls');
          response.writeHead(201, { 'content-type': 'text/plain' });
          response.write('hello ');
          response.end('world');
        },
        { dogStats },
      ),
    );
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([201, 'hello world']);
    expect(sentAtEnd).toBe(1);
  });

  test('ends the response after its time, though nothing was delivered', async () => {
    const dogStats = new DogStats();
    const sink = new ScriptedSink();
    const quiet = (): void => {};
    const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    dogStats.start({ env: {}, sink, logger, autoFlush: false });
    onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
    const url = await serve(
      flushBeforeEnd(
        (_request, response) => {
          dogStats.increment('calls');
          response.end('late');
          response.end('twice');
        },
        { dogStats, flushTimeoutMs: 150 },
      ),
    );
    expect(await (await fetch(url)).text()).toBe('late');
    expect(sink.pending).toHaveLength(1);
  });
});
