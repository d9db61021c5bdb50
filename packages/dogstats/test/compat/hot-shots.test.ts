import { createRequire } from 'node:module';
import OurStatsD, { type ClientOptions, StatsD } from 'dogstats/compat/hot-shots';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clientOptions, supportedCalls } from './hot-shots-calls.js';

// Theirs, in the same type: what is written for one has to do the same with the other.
const TheirStatsD = createRequire(import.meta.url)('hot-shots') as typeof StatsD;

/** What a mock client of either kind holds, and what its callbacks were told. */
function outcome(
  Client: typeof StatsD,
  options: ClientOptions,
  use: (client: StatsD, callback: (...told: unknown[]) => void) => unknown,
): { buffer: unknown; told: unknown[]; thrown: unknown; returned: unknown } {
  const told: unknown[] = [];
  const client = new Client({ mock: true, ...options });
  let thrown: unknown;
  let returned: unknown;
  try {
    returned = use(client, (...all) => void told.push(all));
  } catch (error) {
    thrown = String(error);
  }
  client.close();
  return { buffer: client.mockBuffer, told, thrown, returned };
}

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/^(DD|DATADOG)_/.test(name)) vi.stubEnv(name, undefined);
  }
});
afterEach(() => vi.unstubAllEnvs());

describe.each(Object.entries(clientOptions))('with %s', (_name, options) => {
  test.each(supportedCalls)('$call sends what hot-shots sends', ({ call, run }) => {
    const ours = outcome(StatsD, options, run);
    const theirs = outcome(TheirStatsD, options, run);

    // What it returned is a function here and there, and nothing for Telegraf.
    expect({ ...ours, returned: undefined }).toEqual({ ...theirs, returned: undefined });
    if (call === 'childClient') expect(ours.returned).toBe(theirs.returned);
    else if (!options.telegraf && call !== 'flush') expect(ours.buffer).not.toEqual([]);
  });
});

test('any call with any tags is the line of hot-shots', () => {
  const text = fc.stringMatching(/^[a-z0-9 é:|,#@\n_.-]{0,8}$/);
  const tags = fc.option(fc.oneof(fc.array(text, { maxLength: 4 }), fc.dictionary(text, text)));
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }));
  const method = fc.constantFrom('increment', 'decrement', 'gauge', 'histogram', 'timing');
  const options = fc.record(
    {
      globalTags: fc.oneof(fc.array(text, { maxLength: 4 }), fc.dictionary(text, text)),
      telegraf: fc.boolean(),
      prefix: fc.stringMatching(/^[a-z.]{0,4}$/),
      aggregation: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());

  fc.assert(
    fc.property(options, method, text, number, tags, (given, name, stat, value, tag) => {
      const run = (client: StatsD): void => {
        client[name as 'gauge'](stat, value, undefined, tag as never);
        client.flush();
      };
      const ours = outcome(StatsD, given as ClientOptions, run);
      expect(ours).toEqual(outcome(TheirStatsD, given as ClientOptions, run));
    }),
  );
});

describe('aggregation', () => {
  test.each([true, { flushInterval: 60_000, maxContexts: 2 }])(
    'sums up as hot-shots does, with %j',
    (aggregation) => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {});
      onTestFinished(() => said.mockRestore());
      const run = (client: StatsD): void => {
        client.increment('a');
        client.increment('a', 2);
        client.increment('a', 1, ['x', 'y']);
        client.increment('a', 1, ['y', 'x']);
        client.gauge('g', 1);
        client.gauge('g', 2);
        client.gaugeDelta('g', 1);
        client.set('s', 'u');
        client.set('s', 'u');
        client.set('s', 'v');
        client.timing('t', 5);
        client.gauge('late', 1, { timestamp: 1_700_000_000 });
        client.childClient({ globalTags: ['child'] }).increment('a');
        client.flush();
      };

      const ours = outcome(StatsD, { aggregation }, run);
      expect(ours.buffer).toEqual(outcome(TheirStatsD, { aggregation }, run).buffer);
    },
  );
});

const fields = [
  ...['protocol', 'host', 'port', 'path', 'prefix', 'suffix', 'tagPrefix', 'tagSeparator'],
  ...['mock', 'globalTags', 'includeDataDogTags', 'telegraf', 'datadog', 'originDetection'],
  ...['externalData', 'cardinality', 'maxBufferSize', 'sampleRate', 'bufferFlushInterval'],
  ...['closingFlushInterval', 'includeDatadogTelemetry', 'cacheDns', 'cacheDnsTtl', 'isChild'],
] as const;

/** What a client made of its options and of the environment. */
function settings(Client: typeof StatsD, options: ClientOptions): Record<string, unknown> {
  const client = new Client({ mock: true, ...options });
  client.close();
  return Object.fromEntries(fields.map((field) => [field, (client as never)[field]]));
}

test.each<[Record<string, string>, ClientOptions]>([
  [{}, {}],
  [{}, { prefix: 'p.', suffix: 's', host: 'h', port: 1, sampleRate: 0.5, maxBufferSize: 9 }],
  [{}, { protocol: 'tcp', telegraf: true, cacheDns: true, closingFlushInterval: 5 }],
  [{}, { protocol: 'uds' }],
  [{}, { port: 0, sampleRate: 2, bufferFlushInterval: -1 }],
  [{}, { datadog: true, cardinality: 'HIGH' as never }],
  [{ DD_AGENT_HOST: 'agent', DD_DOGSTATSD_PORT: '99' }, {}],
  [{ DD_AGENT_HOST: 'agent', DD_DOGSTATSD_PORT: 'none' }, { port: 5 }],
  [{ DD_DOGSTATSD_URL: 'udp://agent:1' }, {}],
  [{ DD_DOGSTATSD_URL: 'udp://[::1]' }, {}],
  [{ DD_DOGSTATSD_URL: 'unix:///run/dsd', DD_AGENT_HOST: 'agent' }, {}],
  [{ DD_DOGSTATSD_URL: 'unixstream:///run/dsd', DD_DOGSTATSD_SOCKET: '/run/other' }, {}],
  [{ DD_DOGSTATSD_URL: 'udp://agent:1' }, { host: 'mine' }],
  [{ DD_DOGSTATSD_URL: 'udp://agent:1' }, { telegraf: true }],
  [{ DD_TAGS: 'a:1, b' }, { globalTags: ['a:0', 'c'] }],
  [{ DD_TAGS: 'a:1 b:2' }, {}],
  [{ DATADOG_TAGS: 'a:1' }, {}],
  [{ DD_ENV: 'e', DD_SERVICE: 's', DD_VERSION: 'v', DD_ENTITY_ID: 'i' }, { globalTags: ['env:x'] }],
  [{ DD_ENV: 'e' }, { includeDataDogTags: false }],
  [{ DD_ENV: 'e' }, { datadog: false }],
  [{ DD_EXTERNAL_ENV: 'it|x', DD_CARDINALITY: 'low' }, {}],
  [{ DD_ENV: 'e', DD_ORIGIN_DETECTION_ENABLED: 'false' }, {}],
])('environment %j and options %j are read as hot-shots reads them', (env, options) => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);

  expect(settings(StatsD, options)).toEqual(settings(TheirStatsD, options));
});

test('options one by one, constructors called as functions, and globalize work as they do there', () => {
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'statsd'));
  for (const Client of [StatsD, TheirStatsD]) {
    // As programs from before classes extend a constructor.
    function Old(this: unknown): unknown {
      return Reflect.apply(Client, this, ['host', 1234, 'p', 's', true, false, true, ['t']]);
    }
    Old.prototype = Client.prototype;
    const client = new (Old as never as new () => StatsD)();
    expect(client).toBeInstanceOf(Client);
    expect((globalThis as { statsd?: unknown }).statsd).toBe(client);
    expect([client.host, client.port, client.prefix, client.suffix, client.globalTags]).toEqual([
      ...['host', 1234, 'p.', '.s'],
      ['t'],
    ]);
  }
});

test('the constructor is the default export and a property of itself, and can be extended', () => {
  class Ours extends StatsD {
    override gauge(stat: string, value: number): void {
      super.gauge(stat, value);
      super.increment('gauges');
    }
  }
  const client = new Ours({ mock: true });
  client.gauge('depth', 1);

  expect(OurStatsD).toBe(StatsD);
  expect(StatsD.StatsD).toBe(StatsD);
  expect(client.constructor).toBe(Ours);
  expect(client.mockBuffer).toEqual(['depth:1|g', 'gauges:1|c']);
});

describe('children', () => {
  test.each<ClientOptions>([
    {},
    { prefix: 'p', suffix: 's', globalTags: ['a:1', 'b'], errorHandler: () => {} },
  ])('add prefix, suffix and tags, and share the rest: %j', (options) => {
    const run = (client: StatsD): unknown => {
      const child = client
        .childClient({ prefix: 'c', suffix: 'd', globalTags: { a: '2', z: '3' } })
        .childClient({ globalTags: ['plain'] });
      child.increment('x', 1, ['b:9']);
      return [child.prefix, child.suffix, child.globalTags, child.mockBuffer, child.isChild];
    };

    expect(outcome(StatsD, options, run)).toEqual(outcome(TheirStatsD, options, run));
  });
});
