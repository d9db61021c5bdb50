import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientOptions, StatsD } from 'hot-shots';
import { afterEach, describe, expect, test } from 'vitest';
import { createIntake, type DogstatsdOptions, type Intake } from '../../src/index.js';
import { clock, now, read, sendSeries } from '../client.js';

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0).reverse()) await end();
});

/** The time stands still, so all falls into one bucket. */
const bucket = Math.floor(now / 10) * 10;

async function start(dogstatsd: DogstatsdOptions): Promise<Intake> {
  const intake = await createIntake({ port: 0, clock, dogstatsd: { host: 'agent', ...dogstatsd } });
  clean.push(() => intake.close());
  return intake;
}

function hotShots(intake: Intake, options: ClientOptions = {}): StatsD {
  const { host, port } = intake.dogstatsd?.udp ?? {};
  const client = new StatsD({ maxBufferSize: 0, ...options, host: `${host}`, port: Number(port) });
  clean.push(() => new Promise<void>((resolve) => client.close(() => resolve())));
  return client;
}

/** What has come so far is stored once so many messages are in. */
async function stored({ dogstatsd }: Intake, messages: number): Promise<void> {
  await expect.poll(() => dogstatsd?.stats().messages, { interval: 2 }).toBe(messages);
  dogstatsd?.flush();
}

async function socketPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'intake-'));
  clean.push(() => rm(folder, { recursive: true }));
  return join(folder, 'dsd.socket');
}

async function sendFrames(path: string, ...payloads: string[]): Promise<void> {
  const socket = connect(path);
  await once(socket, 'connect');
  for (const payload of payloads) {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(Buffer.byteLength(payload));
    socket.write(head);
    socket.write(payload);
  }
  socket.end();
}

const udp = { port: 0 };

describe('what hot-shots sends over UDP', () => {
  test('is stored as the Agent would send it', async () => {
    const intake = await start({ udp });
    const client = hotShots(intake, { prefix: 'app.', globalTags: ['env:test'] });

    for (let n = 0; n < 5; n++) client.increment('hits', 4);
    client.gauge('depth', 7);
    for (const member of ['a', 'b', 'a']) client.set('users', member);
    for (const value of [1, 2, 3, 4]) client.histogram('size', value);
    for (const value of [5, 6, 5]) client.distribution('time', value);
    await stored(intake, 16);

    const values = Object.fromEntries(
      intake
        .series()
        .filter(({ type }) => type !== 'distribution')
        .map(({ metric, type, points }) => {
          expect(points[0]?.timestamp).toBe(bucket);
          return [metric, [type, points[0]?.value]];
        }),
    );
    expect(values).toEqual({
      'app.hits': ['rate', 2],
      'app.depth': ['gauge', 7],
      'app.users': ['gauge', 2],
      'app.size.max': ['gauge', 4],
      'app.size.median': ['gauge', 2],
      'app.size.avg': ['gauge', 2.5],
      'app.size.count': ['rate', 0.4],
      'app.size.95percentile': ['gauge', 4],
    });
    expect(intake.series({ metric: 'app.time', tags: ['env:test', 'host:agent'] })).toMatchObject([
      { type: 'distribution', samples: [{ timestamp: bucket, values: [5, 6, 5] }] },
    ]);
  });

  test('is stored by itself, the open bucket whole each time', async () => {
    const intake = await start({ udp });
    const client = hotShots(intake);

    client.increment('hits', 10);
    await intake.waitFor('hits', (series) => series[0]?.points[0]?.value === 1);
    client.increment('hits', 10);
    client.distribution('time', 1);
    await intake.waitFor('hits', (series) => series[0]?.points[0]?.value === 2);
    client.distribution('time', 2);
    await intake.waitFor('time', (series) => series[0]?.samples?.[0]?.values.length === 2);

    expect(intake.series({ metric: 'hits' })[0]?.points).toHaveLength(1);
  });

  test('events and checks are kept, in the log as well', async () => {
    const intake = await start({ udp, tags: ['from:agent'] });
    const client = hotShots(intake);

    client.event('deploy', 'v2', { alert_type: 'warning', aggregation_key: 'k' }, ['a:b']);
    client.check('db.up', client.CHECKS.CRITICAL, { message: 'no' }, ['c:d']);
    await stored(intake, 2);

    expect(intake.events()).toMatchObject([
      {
        ...{ title: 'deploy', text: 'v2', alertType: 'warning', priority: 'normal' },
        ...{ aggregationKey: 'k', tags: ['a:b', 'from:agent'], host: 'agent', timestamp: now },
      },
    ]);
    expect(intake.checks()).toMatchObject([
      { check: 'db.up', status: 'critical', message: 'no', tags: ['c:d', 'from:agent'] },
    ]);
    expect(intake.requests()).toMatchObject([
      { path: 'dogstatsd', status: 202, series: 0, events: 1, checks: 1 },
    ]);
    expect(intake.payloads()).toEqual([]);
  });

  test('can be asked for as what came over HTTP', async () => {
    const intake = await start({ udp });
    const client = hotShots(intake);
    await sendSeries(intake, { metric: 'hits', type: 2, interval: 10, points: [[bucket, 3]] });
    client.increment('hits', 10);
    await stored(intake, 1);

    const query = `from=${bucket}&to=${bucket + 10}&query=sum:hits{*}.as_count().rollup(10)`;
    const { json } = await read(intake, `/api/v1/query?${query}`);

    expect(json).toMatchObject({ series: [{ pointlist: [[bucket * 1_000, 40]] }] });
  });
});

describe('options', () => {
  test('aggregates and percentiles of histograms', async () => {
    const histogram = { aggregates: ['sum'], percentiles: [0.5, 0.99] } as const;
    const intake = await start({ udp, histogram });
    const client = hotShots(intake);
    for (let value = 1; value <= 100; value++) client.timing('t', value);
    await stored(intake, 100);

    const values = intake.series().map(({ metric, points }) => [metric, points[0]?.value]);
    expect(Object.fromEntries(values)).toEqual({
      't.sum': 5_050,
      't.50percentile': 50,
      't.99percentile': 99,
    });
  });

  test.each([
    [300, 30],
    [30, 3],
    [0, 1],
  ])('a silent count is zero for %d s: %d points', async (expirySeconds, points) => {
    let seconds = bucket;
    const intake = await createIntake({
      port: 0,
      clock: { now: () => seconds * 1_000 },
      dogstatsd: { udp, expirySeconds },
    });
    clean.push(() => intake.close());
    hotShots(intake).increment('c');
    await stored(intake, 1);
    for (let bucketNumber = 0; bucketNumber < 40; bucketNumber++) {
      seconds += 10;
      intake.dogstatsd?.flush();
    }
    expect(intake.series()[0]?.points).toHaveLength(points);
    expect(intake.total('c')).toBe(0.1);
  });

  test.each<[object, string]>([
    [{}, 'dogstatsd must have udp, such as { port: 8125 }, or a socketPath'],
    [{ udp: { host: '0.0.0.0' } }, 'must be of loopback, since DogStatsD has no keys: 0.0.0.0'],
    [{ udp: { port: -1 } }, 'whole number from 0 to 65535, got -1'],
    [{ udp, expirySeconds: -1 }, 'expirySeconds must be a whole number'],
    [{ udp, prefix: 'x' }, 'unknown option "dogstatsd.prefix"'],
    [{ udp, histogram: { aggregates: ['mean'] } }, 'may have max, min, median'],
    [{ udp, histogram: { percentiles: [95] } }, 'must be fractions, such as 0.95'],
    [{ socketPath: '/nowhere/at/all' }, 'no DogStatsD on socket /nowhere/at/all: '],
  ])('%j is refused', async (dogstatsd, message) => {
    await expect(createIntake({ port: 0, dogstatsd })).rejects.toMatchObject({
      code: 'ERR_OPTIONS',
      message: expect.stringContaining(message),
    });
  });
});

describe('what is lost', () => {
  test('shows in drops() and in the state, with the place', async () => {
    const intake = await start({ udp });
    const client = hotShots(intake);
    client.gauge('old', 1, { timestamp: now - 7_200 } as never);
    client.gauge('1234', 1);
    const raw = client.socket as unknown as { send(text: Buffer): void };
    raw.send(Buffer.from('broken:x|g\ngood:1|g'));
    await stored(intake, 3);

    expect(intake.drops()).toMatchObject([
      { reason: 'malformed', count: 1, hint: expect.stringContaining('at byte 7') },
      { reason: 'too_old', count: 1, metric: 'old' },
      { reason: 'invalid_name', count: 1, metric: '1234' },
    ]);
    const { json } = await read(intake, '/_control/state');
    expect(json).toMatchObject({
      dogstatsd: { url: intake.dogstatsd?.url, messages: 3, brokenMessages: 1 },
      tenants: [{ tenant: '', dropped: intake.drops() }],
    });
  });

  test('also when nothing else came', async () => {
    const intake = await start({ socketPath: await socketPath() });
    await sendFrames(`${intake.dogstatsd?.socketPath}`, 'nonsense');
    await expect.poll(() => intake.drops()).toMatchObject([{ reason: 'malformed', count: 1 }]);

    const cutOff = connect(`${intake.dogstatsd?.socketPath}`);
    cutOff.end(Buffer.of(9, 0, 0, 0, 1));
    await expect.poll(() => intake.drops()).toMatchObject([{ reason: 'malformed', count: 2 }]);
  });
});

describe('a Unix socket', () => {
  test('takes frames beside UDP, and its file goes with the intake', async () => {
    const path = await socketPath();
    const intake = await start({ udp, socketPath: path });
    hotShots(intake).gauge('g', 1, ['way:udp']);
    await sendFrames(path, 'g:2|g|#way:uds', 'g:3|g|#way:uds\nc:1|c');
    await stored(intake, 4);

    expect(intake.dogstatsd?.url).toBe(`udp://127.0.0.1:${intake.dogstatsd?.udp?.port}`);
    expect(intake.total('g', ['way:udp'])).toBe(1);
    expect(intake.total('g', ['way:uds'])).toBe(3);
    await intake.close();
    expect(await readdir(join(path, '..'))).toEqual([]);
  });

  test('is its address without UDP', async () => {
    const path = await socketPath();
    const intake = await start({ socketPath: path });
    expect(intake.dogstatsd).toMatchObject({ url: `unixstream://${path}`, udp: undefined });
  });
});

test('reset() forgets the open bucket, too', async () => {
  const intake = await start({ udp });
  const client = hotShots(intake);
  client.increment('hits', 10);
  await stored(intake, 1);

  intake.reset();
  client.increment('hits', 20);
  await stored(intake, 2);

  expect(intake.total('hits')).toBe(2);
});

test('close() stores what came last, frees the port, and may come again', async () => {
  const intake = await start({ udp });
  hotShots(intake).gauge('g', 1);
  await expect.poll(() => intake.dogstatsd?.stats().messages).toBe(1);
  const port = intake.dogstatsd?.udp?.port as number;

  await Promise.all([intake.close(), intake.close()]);

  expect(intake.total('g')).toBe(1);
  const next = await start({ udp: { port } });
  expect(next.dogstatsd?.udp?.port).toBe(port);
});

test('a port that is taken is an error that says so, and nothing is left open', async () => {
  const first = await start({ udp });
  const port = first.dogstatsd?.udp?.port as number;

  await expect(createIntake({ port: 0, dogstatsd: { udp: { port } } })).rejects.toMatchObject({
    code: 'ERR_PORT_TAKEN',
    message: `UDP port ${port} is taken, perhaps by a Datadog Agent: choose another for DogStatsD`,
  });
  await first.close();
  const taken = await start({ udp: { port } });
  await expect(createIntake({ port: taken.port, dogstatsd: { udp } })).rejects.toMatchObject({
    code: 'ERR_PORT_TAKEN',
  });
});
