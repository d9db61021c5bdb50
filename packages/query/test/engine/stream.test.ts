import { describe, expect, test } from 'vitest';
import { type QueryOptions, query } from '../../src/index.js';
import { type Scripted, ScriptedTransport } from '../scripted-transport.js';
import { TestClock } from '../test-clock.js';

const start = 1_795_737_600;
const hour = 3_600;

function open(
  script: (index: number) => Scripted | Promise<Scripted>,
  options: Partial<QueryOptions> = {},
) {
  const clock = new TestClock();
  const transport = new ScriptedTransport((_, index) => script(index));
  const stream = query({
    ...{ query: 'avg:m{*}', from: start, to: start + 3 * hour, chunkSeconds: hour },
    ...{ transport, clock, random: () => 0.5, ...options },
  });
  return { stream, transport, clock };
}

/** A promise that others settle. */
function gate<T>(): { promise: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the next window', () => {
  test('is fetched while one is looked at, and no other', async () => {
    const { stream, transport } = open(() => ({}));
    expect(transport.requests).toHaveLength(0);

    await stream.next();
    await turn();

    expect(transport.requests).toHaveLength(2);
  });

  test('is not, when told so', async () => {
    const { stream, transport } = open(() => ({}), { prefetch: false });

    await stream.next();
    await turn();

    expect(transport.requests).toHaveLength(1);
  });

  test('is fetched before it is asked for, when told so', async () => {
    const { transport } = open(() => ({}), { eager: true });
    await turn();
    expect(transport.requests).toHaveLength(1);
  });

  test('tells of its failure only when it is asked for', async () => {
    const { stream } = open((index) => ({ status: index === 1 ? 400 : 200 }));

    const first = await stream.next();
    await turn();
    expect(first?.ok).toBe(true);
    expect(stream.lastError).toBeUndefined();

    expect(await stream.next()).toMatchObject({ ok: false, error: { code: 'CLIENT' } });
    expect(await stream.next()).toBeNull();
  });
});

describe('cancel()', () => {
  const cancelled = { ok: false, isLast: true, error: { code: 'CANCELLED', number: -6 } };

  test('ends a wait', async () => {
    const { stream, clock } = open(() => ({ status: 503 }));
    clock.running = false;
    const next = stream.next();
    await turn();
    expect(clock.waits).toEqual([500]);

    stream.cancel();

    expect(await next).toMatchObject(cancelled);
    expect(await stream.next()).toBeNull();
  });

  test('ends a request, and lets go of what is fetched ahead', async () => {
    const answer = gate<Scripted>();
    const { stream, transport } = open((index) => (index === 0 ? {} : answer.promise));
    await stream.next();

    stream.cancel();
    answer.open({});

    expect(transport.requests[1]?.signal.aborted).toBe(true);
    expect(await stream.next()).toMatchObject(cancelled);
    expect(await stream.next()).toBeNull();
    expect(transport.requests).toHaveLength(2);
    expect(transport.closed).toBeGreaterThan(0);
  });

  test('is what an aborted signal does, before the start and later', async () => {
    const abort = new AbortController();
    const { stream, transport } = open(() => ({}), { signal: abort.signal });
    await stream.next();
    abort.abort();
    expect(await stream.next()).toMatchObject(cancelled);

    const never = open(() => ({}), { signal: AbortSignal.abort() });
    expect(await never.stream.next()).toMatchObject(cancelled);
    expect(never.transport.requests).toHaveLength(0);
    expect(transport.requests.length).toBeLessThanOrEqual(2);
  });
});

test('a second next() is refused while one is waiting', async () => {
  const { stream } = open(() => ({}));
  const first = stream.next();

  expect(() => stream.reset()).toThrow('while next() is waiting');
  await expect(stream.next()).rejects.toMatchObject({ code: 'INVALID_ARG' });

  expect(await first).toMatchObject({ ok: true, batchNumber: 1 });
});

test('reset() begins anew, after a failure too', async () => {
  const { stream, transport } = open((index) => ({ status: index === 1 ? 400 : 200 }));
  await stream.next();
  await stream.next();
  expect(stream.hasNext).toBe(false);

  stream.reset();

  expect([stream.hasNext, stream.progress, stream.lastError]).toEqual([true, 0, undefined]);
  expect(await stream.next()).toMatchObject({ ok: true, batchNumber: 1 });
  expect(transport.windows[2]).toEqual({ from: start, to: start + hour });
});

test('progress and figures are those of what was given out', async () => {
  const told: number[] = [];
  const { stream } = open(() => ({ headers: { 'x-ratelimit-remaining': '12' } }), {
    to: start + 4 * hour,
    onProgress: (progress) => told.push(progress),
  });
  expect(stream.lastBatchStats).toBeUndefined();

  await stream.next();
  await turn();
  expect(stream.progress).toBe(0.25);
  expect(stream.lastBatchStats).toEqual({
    ...{ ok: true, batchNumber: 1, pointsCount: 0, isLast: false, httpRetries: 0 },
    ...{ chunkStart: start * 1_000, chunkEnd: (start + hour) * 1_000, rateLimitRemaining: 12 },
  });

  while ((await stream.next()) !== null);
  expect(told.at(0)).toBe(0.25);
  expect(told.at(-1)).toBe(1);
});

describe('for await', () => {
  test('throws what ends the range before its time', async () => {
    const { stream } = open((index) => ({ status: index === 1 ? 403 : 200 }));
    const numbers: number[] = [];

    const looping = (async () => {
      for await (const { batchNumber } of stream) numbers.push(batchNumber);
    })();

    await expect(looping).rejects.toMatchObject({ name: 'QueryError', code: 'CLIENT' });
    expect(numbers).toEqual([1]);
  });

  test('lets go of everything when it is left', async () => {
    const { stream, transport } = open((index) => (index === 0 ? {} : new Promise(() => {})));

    for await (const _ of stream) break;

    expect(transport.requests[1]?.signal.aborted).toBe(true);
    expect(transport.closed).toBeGreaterThan(0);
    expect(await stream.next()).toBeNull();
  });
});

test('a cursor goes on where an earlier stream was', async () => {
  const first = open(() => ({}), { to: start + 30 * hour });
  await first.stream.next();
  const batch = await first.stream.next();
  const cursor = batch?.ok ? batch.cursor : undefined;
  await turn();

  const second = open(() => ({}), { to: start + 30 * hour, cursor });
  while ((await second.stream.next()) !== null);
  while ((await first.stream.next()) !== null);

  expect(cursor).toMatchObject({
    startMs: (start + 2 * hour) * 1_000,
    batchNumber: 2,
    successes: 2,
  });
  expect(second.transport.windows).toEqual(first.transport.windows.slice(2));
});

test('a cursor at the end of the range has nothing left', async () => {
  const cursor = { startMs: (start + 3 * hour) * 1_000, batchNumber: 3, chunkMs: 1, successes: 0 };
  const { stream, transport } = open(() => ({}), { cursor });

  expect([stream.hasNext, stream.progress]).toEqual([false, 1]);
  expect(await stream.next()).toBeNull();
  expect(transport.requests).toHaveLength(0);

  stream.reset();
  expect([stream.hasNext, stream.progress]).toEqual([true, 0]);
});
