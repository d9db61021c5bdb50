import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Access } from '../../src/auth/access.js';
import { KeyRing } from '../../src/auth/key-ring.js';
import { Ingest } from '../../src/http/ingest.js';
import { ingestRoutes } from '../../src/http/ingest-route.js';
import { Refusal } from '../../src/http/refusal.js';
import { defaultIntakeOptions } from '../../src/options.js';
import { PayloadLog } from '../../src/requests/payload-log.js';
import { Slices } from '../../src/slices.js';
import { type StoredSeries, storedSeries } from '../../src/store/stored-series.js';
import { Tenants } from '../../src/tenants/tenants.js';
import { clock, now, paths } from '../client.js';
import { bytes, metricPayload } from '../proto-writer.js';

/** A body of several of these is taken in slices, and cut at some of them. */
const padding = 70_000;
const pads = 4;

type Path = (typeof paths)[keyof typeof paths];

interface Limits {
  readonly maxSeries: number;
  readonly maxPoints: number;
}

/** What a client sees of a body, and what is held thereafter. */
interface Outcome {
  readonly answer: unknown;
  readonly held: StoredSeries[];
}

async function outcomeOf(
  path: Path,
  contentType: string,
  body: Buffer,
  limits: Limits,
): Promise<Outcome> {
  const tenants = new Tenants(
    { ...defaultIntakeOptions, ...limits, clock },
    {
      configured: [],
      exampleKey: 'local',
      surroundings: { payloads: new PayloadLog(), dogstatsd: () => null },
      onNew: () => {},
    },
  );
  const keys = new KeyRing({});
  const ingest = new Ingest({
    access: new Access(keys, keys, []),
    clock,
    tenants,
    acceptPastSeconds: 3_600,
    onRequest: () => {},
    onStored: () => {},
    slices: () => new Slices(0),
  });
  const tenant = tenants.named('');
  const route = ingestRoutes.find((candidate) => candidate.path === path);
  if (route === undefined) throw new Error('there is no such route');
  const sent = { body, encoding: '', contentType, receivedAt: now, fromAgent: false };
  const answer = await ingest.take({ tenant, route, sent, onDecoded: () => {} }).catch(refusalOf);
  const held = [...tenant.store.metrics()].flatMap(({ contexts }) => [...contexts]);
  return { answer, held: held.map(storedSeries) };
}

/** Of a body that is no JSON in several ways, either is told; and where depends on what came before it. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof Refusal)) throw error;
  const { status, message } = error;
  const isBroken = ['the body is not valid JSON', 'the body is nested'].some((start) =>
    message.startsWith(start),
  );
  return { status, message: isBroken ? 'broken' : message };
}

const few: fc.Arbitrary<Limits> = fc.record({
  maxSeries: fc.constantFrom(2, 1_000),
  maxPoints: fc.constantFrom(5, 1_000),
});
const number = fc.constantFrom('1', '-2.5', '3e2', '1e999', 'null', '"4"', '0', '007', 'NaN');
const time = fc.oneof(
  fc.integer({ min: now - 5, max: now }).map(String),
  fc.constantFrom('0', String(now + 9_000), String(now - 9_000), '1.5', 'null', '1e999'),
);
const text = fc.constantFrom('"a"', '"b"', '"é"', '"\\ud800"', '"a\\"]}"', '""', '7', '"\\x"');
const tags = fc.constantFrom('["t:1"]', '["t:2","t:1"]', 'null', '[]', '["t"', '[[]]', '"t"');
const good = { arbitrary: fc.constant(true), weight: 12 };
const mostlyGood = fc.oneof(good, { arbitrary: fc.constant(false), weight: 1 });

/** One entry of a list; most of them are as they should be. */
function entryOf(path: Path): fc.Arbitrary<string> {
  const pointText = (at: string, value: string): string => {
    if (path === paths.v2) return `{"timestamp":${at},"value":${value}}`;
    return path === paths.v1 ? `[${at},${value}]` : `[${at},[${value}, 3]]`;
  };
  const goodTime = fc.integer({ min: now - 5, max: now }).map(String);
  const goodValue = fc.integer({ min: 0, max: 9 }).map(String);
  const entry = (
    metric: fc.Arbitrary<string>,
    tag: fc.Arbitrary<string>,
    at: fc.Arbitrary<string>,
    value: fc.Arbitrary<string>,
  ): fc.Arbitrary<string> =>
    fc
      .tuple(metric, tag, fc.array(fc.tuple(at, value), { maxLength: 12 }))
      .map(([name, sent, points]) => {
        const list = points.map(([second, amount]) => pointText(second, amount)).join(',');
        return `{"metric":${name},"tags":${sent},"points":[${list}]}`;
      });
  const fine = entry(
    fc.constantFrom('"a"', '"b"', '"c"'),
    fc.constantFrom('["t:1"]', '["t:2","t:1"]', 'null'),
    goodTime,
    goodValue,
  );
  const odd = fc.oneof(
    entry(text, tags, time, number),
    fc.constantFrom('null', '7', '[]', '{}', '', '{"metric":"a"', '"series"', '[1,2'),
    fc.constantFrom(`${'['.repeat(70)}${']'.repeat(70)}`, '{"series":[1,2]}', '\ufeff'),
  );
  return mostlyGood.chain((isGood) => (isGood ? fine : odd));
}

const names = fc.constantFrom('"series"', '"series"', '"s\\u0065ries"', '"other"', '"__proto__"');

/** A body in tokens, between any two of which there may be space. */
function documentOf(path: Path): fc.Arbitrary<string[]> {
  const list = fc
    .tuple(fc.array(entryOf(path), { maxLength: 8 }), mostlyGood)
    .map(([entries, isClosed]) => {
      const tokens = entries.flatMap((entry, index) => (index === 0 ? [entry] : [',', entry]));
      return ['[', ...tokens, ...(isClosed ? [']'] : [',', ']'])];
    });
  const value = fc.oneof(
    { arbitrary: list, weight: 8 },
    { arbitrary: fc.constantFrom(['null'], ['7'], ['{', '}'], ['"series"']), weight: 1 },
  );
  const members = fc.array(fc.tuple(names, value), { minLength: 1, maxLength: 3 });
  const object = members.map((all) => {
    const tokens = all.flatMap(([name, of], index) => [...(index ? [','] : []), name, ':', ...of]);
    return ['{', ...tokens, '}'];
  });
  const root = fc.oneof(
    { arbitrary: object, weight: 20 },
    { arbitrary: list, weight: 1 },
    { arbitrary: list.map((of) => ['[', '"series"', ',', ...of, ']']), weight: 1 },
    { arbitrary: object.map((of) => of.slice(0, -1)), weight: 1 },
    { arbitrary: object.map((of) => [...of, '}']), weight: 1 },
    { arbitrary: object.map((of) => ['\ufeff', ...of]), weight: 1 },
  );
  return root;
}

/** The same with so much space that it is long. */
function padded(tokens: readonly string[], places: readonly number[]): string {
  const parts = [...tokens];
  for (const place of places) parts.splice(place % (parts.length + 1), 0, ' '.repeat(padding));
  return parts.join('');
}

test.each([paths.v1, paths.v2, paths.distribution])(
  'JSON for %s in slices comes to what it does at once, be it refused or taken',
  async (path) => {
    const places = fc.array(fc.nat({ max: 200 }), { minLength: pads, maxLength: pads });
    await fc.assert(
      fc.asyncProperty(documentOf(path), places, few, async (tokens, at, limits) => {
        const whole = await outcomeOf(path, '', Buffer.from(tokens.join('')), limits);
        const sliced = await outcomeOf(path, '', Buffer.from(padded(tokens, at)), limits);
        expect(sliced).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  },
);

/** As long as a body that is taken in slices. */
const unknownField = Buffer.from(bytes(15, Buffer.alloc(pads * padding)));

test('protobuf in slices comes to what it does at once, be it refused or taken', async () => {
  const point = fc.tuple(fc.integer({ min: now - 5, max: now + 700 }), fc.double());
  const series = fc.record({
    metric: fc.constantFrom('a', 'b', '1'),
    type: fc.constantFrom(0, 1, 2, 3, 3, 3, 9),
    tags: fc.subarray(['t:1', 't:2', 'u']),
    points: fc.array(point, { maxLength: 12 }),
  });
  const edit = fc.option(fc.tuple(fc.nat(), fc.nat({ max: 255 })));
  await fc.assert(
    fc.asyncProperty(fc.array(series, { maxLength: 9 }), edit, few, async (all, change, limits) => {
      const body = metricPayload(all);
      if (change !== null && body.length > 0) body[change[0] % body.length] = change[1];
      const type = 'application/x-protobuf';
      const whole = await outcomeOf(paths.v2, type, body, limits);
      const sliced = await outcomeOf(paths.v2, type, Buffer.concat([unknownField, body]), limits);
      expect(sliced).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});
