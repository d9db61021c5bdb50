import { afterEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake, type IntakeOptions, type Seed } from '../../src/index.js';
import { clock, now, read, send, sendSeries } from '../client.js';

const clean: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of clean.splice(0)) await end();
});

const day = 86_400;

async function start(options: IntakeOptions = {}): Promise<Intake> {
  const intake = await createIntake({ port: 0, clock, retentionSeconds: 25 * 3_600, ...options });
  clean.push(() => intake.close());
  return intake;
}

const post = (intake: Intake, seed: object) => send(intake, '/_control/seed', seed);

describe('POST /_control/seed', () => {
  test('loads series as they are, older than payloads may be', async () => {
    const intake = await start();
    const old = now - day;

    const { status, json } = await post(intake, {
      series: [
        {
          metric: 'c',
          type: 'count',
          interval: 10,
          points: [
            [old, 1],
            [now, 2],
          ],
          tags: ['a:b'],
          host: 'h',
        },
        { metric: 'd', type: 'distribution', points: [[old, [1, 2, 3]]] },
        {
          metric: 'g',
          points: [
            [now, 5],
            [now - 26 * 3_600, 1],
          ],
        },
      ],
    });

    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ series: 3, points: 7, evicted: { points: 0 } },
      dropped: [{ reason: 'too_old', count: 1, metric: 'g' }],
    });
    expect(intake.series({ metric: 'c', tags: ['a:b', 'host:h'] })).toMatchObject([
      {
        type: 'count',
        points: [
          { timestamp: old, value: 1 },
          { timestamp: now, value: 2 },
        ],
      },
    ]);
    expect(intake.series({ metric: 'd' })[0]?.samples).toEqual([
      { timestamp: old, values: [1, 2, 3] },
    ]);
    expect(intake.series({ metric: 'g' })[0]).toMatchObject({ type: 'gauge', points: [{}] });
  });

  test('makes up as many as asked for, in times relative to now', async () => {
    const intake = await start();
    const generate = [
      { metric: 'load', series: 3, from: -day, to: 0, interval: 300, tags: ['x:y'] },
    ];

    const { json } = await post(intake, { generate });

    expect(json).toMatchObject({ series: 3, points: 3 * 288, dropped: [] });
    const [first, ...others] = intake.series({ metric: 'load', tags: ['x:y'] });
    expect(first?.tags).toEqual(['series:0', 'x:y']);
    expect(others).toHaveLength(2);
    const times = first?.points.map(({ timestamp }) => timestamp) ?? [];
    expect(times[0]).toBe(Math.ceil((now - day) / 300) * 300);
    expect(times.every((time) => time % 300 === 0 && time < now)).toBe(true);
    const values = first?.points.map(({ value }) => value) ?? [];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(40);
    expect(Math.max(...values)).toBeLessThanOrEqual(180);
    expect(new Set(values).size).toBeGreaterThan(20);

    const query = `from=${now - day}&to=${now}&query=avg:load{series:1}`;
    const answer = (await read(intake, `/api/v1/query?${query}`)).json;
    expect(answer).toMatchObject({ series: [{ length: 288, interval: 300 }] });
  });

  test('the same seed makes the same history', async () => {
    const seed: Seed = { generate: [{ metric: 'm', series: 2, from: -600, to: 0, interval: 10 }] };
    const [one, other] = [await start(), await start()];
    await one.seed(seed);
    await other.seed(seed);
    expect(one.series()).toEqual(other.series());
  });

  test('belongs to the tenant that it names', async () => {
    const intake = await start();
    await intake.seed({ tenant: 'acme', series: [{ metric: 'm', points: [[now, 1]] }] });
    expect(intake.tenant('acme').total('m')).toBe(1);
    expect(intake.series()).toEqual([]);
  });

  test.each<[object, string]>([
    [{ serie: [] }, 'Unrecognized key'],
    [{ series: [{ metric: 'm' }] }, 'series.0.points'],
    [{ series: [{ metric: 'm', type: 'set', points: [] }] }, 'series.0.type'],
    [{ series: [{ metric: 'm', points: [[1, '1']] }] }, 'points.0 must be [unix seconds, value]'],
    [{ series: [{ metric: 'm', points: [[1.5, 1]] }] }, 'points.0 must be [unix seconds, value]'],
    [
      {
        series: [
          {
            metric: 'm',
            type: 'distribution',
            points: [
              [1, [1]],
              [1, 2],
            ],
          },
        ],
      },
      'points.1 must be [unix seconds, [value, …]]',
    ],
    [{ generate: [{ metric: 'm', series: 1, from: 0, to: -9, interval: 1 }] }, 'before to'],
    [
      { generate: [{ metric: 'm', series: 1, from: -9, to: 0, interval: 0 }] },
      'generate.0.interval',
    ],
    [
      { generate: [{ metric: 'm', series: 1e3, from: -86_400, to: 0, interval: 10 }] },
      '8640000 points are more than maxPoints, 4000000',
    ],
    [
      { generate: [{ metric: 'm', series: 1e6, from: -1, to: 0, interval: 10 }] },
      '1000000 series are more than maxSeries, 500000',
    ],
    [{ tenant: 'Not One' }, 'tenant'],
  ])('%j is refused, and nothing of it is kept', async (seed, problem) => {
    const intake = await start();
    const { status, json } = await post(intake, seed);
    expect(status).toBe(400);
    expect(json.errors?.join()).toContain(problem);
    expect(intake.series()).toEqual([]);
  });

  test('no page from elsewhere reaches it', async () => {
    const intake = await start();
    const headers = { origin: 'http://evil.example' };
    expect((await send(intake, '/_control/seed', {}, headers)).status).toBe(403);
  });
});

describe('how long points are kept, and how old they may come', () => {
  const points: [number, number][] = [
    [now - 7_200, 1],
    [now - 1_800, 2],
  ];

  test.each<[IntakeOptions, number]>([
    [{ retentionSeconds: 3_600 }, 2],
    [{ retentionSeconds: 25 * 3_600 }, 2],
    [{ retentionSeconds: 25 * 3_600, acceptPastSeconds: 25 * 3_600 }, 3],
    [{ retentionSeconds: 600 }, 0],
    [{ retentionSeconds: 25 * 3_600, acceptPastSeconds: 60 }, 0],
  ])('%j takes a sum of %d', async (options, total) => {
    const intake = await start(options);
    await sendSeries(intake, { metric: 'm', points });
    expect(intake.total('m')).toBe(total);
  });

  test('what grows older than the retention goes, not what is older than may come', async () => {
    let seconds = now;
    const intake = await start({ clock: { now: () => seconds * 1_000 }, acceptPastSeconds: 60 });
    await sendSeries(intake, { metric: 'm', points: [[now, 1]] });
    seconds += day;
    expect(intake.total('m')).toBe(1);
    seconds += 3_601;
    expect(intake.total('m')).toBe(0);
  });

  test('older than is kept nothing can come', async () => {
    const options = { port: 0, retentionSeconds: 60, acceptPastSeconds: 61 };
    await expect(createIntake(options)).rejects.toThrow(
      'acceptPastSeconds (61) must not be over retentionSeconds (60)',
    );
  });
});
