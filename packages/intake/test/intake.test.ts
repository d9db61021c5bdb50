import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake, type IntakeOptions } from '../src/index.js';
import { clock, now, paths, send, sendSeries } from './client.js';

const globalsAtImport = [globalThis.Request, globalThis.Response];

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

describe('requests()', () => {
  test('tells what came and what was answered, newest last', async () => {
    await sendSeries(
      intake,
      {},
      {
        metric: 'n',
        points: [
          [now, 1],
          [now - 1, 1],
        ],
      },
    );
    await send(intake, paths.v1, '{', { 'content-type': 'text/json' });

    expect(intake.requests()).toEqual([
      {
        method: 'POST',
        path: paths.v2,
        status: 202,
        encoding: '',
        contentType: 'application/json',
        wireBytes: expect.any(Number),
        rawBytes: expect.any(Number),
        tenant: '',
        series: 2,
        points: 3,
        events: 0,
        checks: 0,
        receivedAt: now * 1_000,
        errors: [],
        dropped: [],
        evicted: { series: 0, points: 0 },
      },
      expect.objectContaining({
        path: paths.v1,
        status: 400,
        contentType: 'text/json',
        wireBytes: 1,
        errors: [expect.stringContaining('not valid JSON')],
      }),
    ]);
  });
});

describe('waitFor()', () => {
  test('resolves at once when the predicate holds', async () => {
    await sendSeries(intake, {});

    expect(await intake.waitFor('m')).toMatchObject([{ metric: 'm' }]);
  });

  test('resolves once the predicate holds', async () => {
    const waiting = intake.waitFor('m', (series) => series.length === 2);
    await sendSeries(intake, { tags: ['a'] });
    await sendSeries(intake, { tags: ['b'] });

    expect(await waiting).toHaveLength(2);
  });

  test('rejects after its time and names what is held', async () => {
    await sendSeries(intake, { metric: 'other' });

    await expect(intake.waitFor('m', undefined, { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'ERR_WAIT_TIMEOUT',
      message: expect.stringContaining('waited for m; held: other'),
    });
  });

  test('rejects when the predicate throws, and when the intake closes', async () => {
    const throwing = intake.waitFor('m', () => {
      throw new Error('mistake');
    });
    await expect(throwing).rejects.toThrow('mistake');

    const waiting = intake.waitFor('m');
    await Promise.all([
      expect(waiting).rejects.toMatchObject({ code: 'ERR_CLOSED' }),
      intake.close(),
    ]);
  });
});

describe('port', () => {
  test('without one, the next free port is taken', async () => {
    const notices: string[] = [];
    const first = await createIntake();
    const second = await createIntake({ onNotice: (notice) => notices.push(notice) });

    expect(first.port).toBeGreaterThanOrEqual(8282);
    // Which comes first is up to what else is running: another program may have left a port meanwhile.
    expect(second.port).toBeGreaterThanOrEqual(8282);
    expect(second.port).not.toBe(first.port);
    expect(notices).toEqual(
      second.port === 8282 ? [] : [`port 8282 is taken: listening on ${second.port}`],
    );
    await Promise.all([first.close(), second.close()]);
  });

  test('nobody is told of one that was asked for', async () => {
    const notices: string[] = [];
    const other = await createIntake({ port: 0, onNotice: (notice) => notices.push(notice) });
    await other.close();

    expect(notices).toEqual([]);
  });

  test('one that was asked for and is taken is an error', async () => {
    await expect(createIntake({ port: intake.port })).rejects.toMatchObject({
      code: 'ERR_PORT_TAKEN',
      message: `port ${intake.port} on 127.0.0.1 is taken`,
    });
  });
});

test.each([
  [{ port: 70_000 }, 'port must be'],
  [{ port: 1.5 }, 'port must be'],
  [{ maxSeries: 0 }, 'maxSeries must be'],
  [{ retentionSeconds: Number.NaN }, 'retentionSeconds must be'],
  [{ apiKeys: [''] }, 'apiKeys must be'],
  [{ host: '0.0.0.0' }, 'at least one key is needed'],
  [{ host: '' }, 'host must be'],
  [{ prot: 1 }, 'unknown option "prot"'],
] as [IntakeOptions, string][])('the options %j are refused', async (options, message) => {
  await expect(createIntake(options)).rejects.toMatchObject({
    code: 'ERR_OPTIONS',
    message: expect.stringContaining(message),
  });
});

test('an undefined option keeps its default', async () => {
  const other = await createIntake({ port: 0, host: undefined, maxSeries: undefined });

  expect(other.url).toBe(`http://127.0.0.1:${other.port}`);
  await other.close();
});

test('reset() forgets what was stored, the requests and the waiting faults', async () => {
  await sendSeries(intake, {});
  intake.respondNext({ status: 503 });

  intake.reset();

  expect([intake.series(), intake.requests()]).toEqual([[], []]);
  expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
});

test('close() frees the port, ends keep-alive connections and may be called again', async () => {
  await sendSeries(intake, {});
  const { port } = intake;

  await intake.close();
  await intake.close();

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await new Promise((resolve) => server.close(resolve));
});

test('the globals of the process stay as they were', () => {
  expect([globalThis.Request, globalThis.Response]).toEqual(globalsAtImport);
});
