import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Access } from '../../src/auth/access.js';
import { KeyRing } from '../../src/auth/key-ring.js';
import { emptyPayload } from '../../src/decode/payload.js';
import { Ingest } from '../../src/http/ingest.js';
import { ingestRoutes } from '../../src/http/ingest-route.js';
import type { Admitted, Stored } from '../../src/http/storing.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { Slices } from '../../src/slices.js';
import { SeriesStore } from '../../src/store/series-store.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import { Tenants } from '../../src/tenants/tenants.js';
import { clock, now } from '../client.js';
import { asZstd, frame, rawBlock, repeatBlock } from '../zstd.js';

/** So many series make a body that is taken in slices. */
const many = 4_000;

let tenant: Tenant;
let other: Tenant;
let ingest: Ingest;
let stored: Admitted[];
beforeEach(() => {
  stored = [];
  const options = { ...defaultIntakeOptions, clock };
  const tenants = new Tenants(options, {
    configured: [],
    exampleKey: 'local',
    surroundings: { payloads: new PayloadLog(), dogstatsd: () => null },
    onNew: () => {},
  });
  tenant = tenants.named('');
  other = tenants.named('other');
  const keys = new KeyRing({});
  ingest = new Ingest({
    access: new Access(keys, keys, []),
    clock,
    tenants,
    acceptPastSeconds: 3_600,
    onRequest: () => {},
    onStored: (_, admitted) => void stored.push(admitted),
    slices: () => new Slices(0),
  });
});
afterEach(() => ingest.close());

/** A body of `count` series of which all points have the value. */
function bodyOf(count: number, value: number, more = ''): string {
  const points = `[{"timestamp":${now},"value":${value}}]`;
  const series = Array.from(
    { length: count },
    (_, n) => `{"metric":"m","type":3,"tags":["n:${n}"],"points":${points},"resources":[]}`,
  );
  return `{"series":[${series.join(',')}${more}]}`;
}

function take(
  text: string,
  { to = tenant, encoding = '' }: { to?: Tenant; encoding?: 'deflate' | 'zstd' | '' } = {},
): Promise<Stored> {
  const pack = { '': Buffer.from, deflate: deflateSync, zstd: asZstd }[encoding];
  return takeBytes(pack(text), { to, encoding });
}

function takeBytes(
  body: Buffer,
  { to = tenant, encoding }: { to?: Tenant; encoding: string },
): Promise<Stored> {
  const route = ingestRoutes.find(({ path }) => path === '/api/v2/series');
  if (route === undefined) throw new Error('there is no such route');
  const sent = { body, encoding, contentType: '', receivedAt: now, fromAgent: false };
  return ingest.take({ tenant: to, route, sent, onDecoded: () => {} });
}

/** The value of each context. */
function held(of: SeriesStore = tenant.store): Map<string, number> {
  const values = new Map<string, number>();
  for (const { contexts } of of.metrics()) {
    for (const { key, points } of contexts) values.set(key, points.valueAt(points.length - 1));
  }
  return values;
}

/** Counts the turns that others have until the work is done. */
async function turnsUntil(work: Promise<unknown>, each = (_turn: number): void => {}) {
  let turns = 0;
  let working = true;
  const others = (): void => {
    if (!working) return;
    each(++turns);
    setImmediate(others);
  };
  setImmediate(others);
  await work.finally(() => {
    working = false;
  });
  return turns;
}

const settled = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'stored',
    ({ code, message }) => code ?? message,
  );

test('a short body is stored in the turn in which it came', async () => {
  const taken = take(bodyOf(2, 1), { encoding: 'deflate' });

  expect(held().size).toBe(2);
  await taken;
});

const [start, end] = ['{"series":[', ']}'].map((text) => Buffer.from(text)) as [Buffer, Buffer];
const spaces = Array.from({ length: 40 }, () => repeatBlock(0x20, 100_000, false));

test.each([
  ['deflate', deflateSync(Buffer.concat([start, Buffer.alloc(4_000_000, ' '), end]))],
  ['zstd', frame(rawBlock(start, false), ...spaces, rawBlock(end))],
])(
  'of few bytes that %s makes many of, no more come out in one turn than a short body has',
  async (encoding, body) => {
    const { arrayBuffers } = process.memoryUsage();

    const taken = takeBytes(body, { encoding });
    const gained = process.memoryUsage().arrayBuffers - arrayBuffers;

    await taken;
    expect(gained).toBeLessThan(2_000_000);
  },
);

test.each(['', 'deflate', 'zstd'] as const)(
  'others have their turn while a long body is taken, sent as "%s"',
  async (encoding) => {
    const turns = await turnsUntil(take(bodyOf(many, 1), { encoding }));

    expect(turns).toBeGreaterThan(10);
    expect(held().size).toBe(many);
    expect(Math.max(...stored.map(({ series }) => series.length))).toBeLessThan(1_000);
  },
);

test('one series of many points is stored in parts, too', async () => {
  const points = Array.from(
    { length: 50_000 },
    (_, n) => `{"timestamp":${now - (n % 3_000)},"value":${n}}`,
  );

  await take(`{"series":[{"metric":"m","type":3,"points":[${points.join(',')}]}]}`);

  expect(stored.length).toBeGreaterThan(2);
  expect(tenant.store.pointCount).toBe(3_000);
  expect([...held().values()]).toEqual([48_000]);
});

describe('of bodies of one tenant', () => {
  test('the one that came last wins, however long they are', async () => {
    const long = take(bodyOf(many, 1));
    const short = take(bodyOf(3, 2));
    const longer = take(bodyOf(many + 1, 3), { encoding: 'deflate' });
    const last = take(bodyOf(5, 4));

    await Promise.all([long, short, longer, last]);

    const values = [...held().values()];
    expect(values.filter((value) => value === 4)).toHaveLength(5);
    expect(values.filter((value) => value === 3)).toHaveLength(many - 4);
  });

  test('others do not wait for a long one', async () => {
    const long = take(bodyOf(many, 1));

    const short = take(bodyOf(3, 2), { to: other });

    expect(held(other.store).size).toBe(3);
    await Promise.all([long, short]);
  });

  test('a refused one stores nothing and holds nobody up', async () => {
    const refused = settled(take(bodyOf(many, 1, ',{"metric":7,"points":[]}')));
    const short = take(bodyOf(3, 2));

    expect(await refused).toBe(`series[${many}].metric must be a string, got number 7`);
    await short;
    expect([...held().values()]).toEqual([2, 2, 2]);
  });
});

test('what is told of what was stored comes to the same, whatever comes in between', async () => {
  const bodies = fc.array(
    fc.record({
      size: fc.constantFrom(1, 20, many),
      turns: fc.nat({ max: 12 }),
      raw: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (bodies) => {
      tenant.clear();
      stored = [];
      const taken: Promise<unknown>[] = [];
      for (const [index, { size, turns, raw }] of bodies.entries()) {
        taken.push(take(bodyOf(size, 2 * index), raw ? {} : { encoding: 'deflate' }));
        for (let n = 0; n < turns; n++) await new Promise(setImmediate);
        // As DogStatsD does, which does not wait.
        const tags = [`n:${index}`];
        const series = { metric: 'm', type: 'gauge', host: '', tags, interval: 0, resources: 0 };
        ingest.store(tenant, {
          ...emptyPayload,
          series: [{ ...series, type: 'gauge', timestamps: [now], values: [2 * index + 1] }],
        });
      }
      await Promise.all(taken);
      const again = new SeriesStore(defaultIntakeOptions);
      for (const { series } of stored) for (const one of series) again.write(one);
      expect(held(again)).toEqual(held());
    }),
    { numRuns: 15 },
  );
});

test('of bodies that wait for their turn no more is held than there is room for', async () => {
  const body = Buffer.alloc(80_000_000, ' ');

  const answers = [1, 2, 3, 4].map(() => settled(takeBytes(body, { encoding: '' })));

  const tooLong = 'decompressed, the body is over the limit of 5242880 bytes';
  const tooMany = 'too many long bodies wait to be stored: send it again later';
  expect(await Promise.all(answers)).toEqual([tooLong, tooLong, tooLong, tooMany]);
  expect(await settled(takeBytes(body, { encoding: '' }))).toBe(tooLong);
});

describe('when the intake closes midway', () => {
  test('what is not being stored yet is left out altogether', async () => {
    const decoding = settled(take(bodyOf(many, 1)));
    const waiting = settled(take(bodyOf(3, 2)));

    await ingest.close();

    expect([await decoding, await waiting]).toEqual(['ERR_CLOSED', 'ERR_CLOSED']);
    expect(held().size).toBe(0);
  });

  test('what is being stored is stored to its end before that', async () => {
    const storing = settled(take(bodyOf(many, 1)));
    const waiting = settled(take(bodyOf(3, 2)));
    while (held().size === 0) await new Promise(setImmediate);
    expect(held().size).toBeLessThan(many);

    await ingest.close();

    expect(held().size).toBe(many);
    expect([await storing, await waiting]).toEqual(['stored', 'ERR_CLOSED']);
    expect(new Set(held().values())).toEqual(new Set([1]));
  });
});

test('what is emptied while a long body is being stored was empty before it', async () => {
  const long = take(bodyOf(many, 1));
  while (held().size === 0) await new Promise(setImmediate);
  expect(held().size).toBeLessThan(many);

  tenant.clear();
  await long;

  expect(held().size).toBe(many);
});
