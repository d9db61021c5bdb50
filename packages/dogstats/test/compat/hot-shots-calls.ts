import type { ClientOptions, StatsCb, StatsD } from 'dogstats/compat/hot-shots';

export interface SupportedCall {
  /** As the table of the migration page has it. */
  readonly call: string;
  readonly run: (client: StatsD, callback: StatsCb) => unknown;
  readonly options?: ClientOptions;
}

const at = new Date(1_700_000_000_500);

/** Every form of every call: each is tried with hot-shots, too, and its type is checked here. */
export const supportedCalls: readonly SupportedCall[] = [
  { call: "increment('requests')", run: (c) => c.increment('requests') },
  { call: "increment('requests', 5)", run: (c) => c.increment('requests', 5) },
  { call: "increment('requests', 0)", run: (c) => c.increment('requests', 0) },
  { call: "increment('requests', tags)", run: (c) => c.increment('requests', ['a:1', 'b']) },
  { call: 'increment with an object', run: (c) => c.increment('requests', { a: '1' }) },
  { call: 'increment with a list of names', run: (c, cb) => c.increment(['a', 'b'], 2, cb) },
  { call: 'increment with a rate', run: (c, cb) => c.increment('a', 2, 0.999999999, ['t'], cb) },
  { call: "decrement('requests')", run: (c) => c.decrement('requests') },
  { call: "decrement('requests', 5, tags)", run: (c) => c.decrement('requests', 5, ['t']) },
  { call: 'decrement with tags alone', run: (c) => c.decrement('requests', { t: '1' }) },
  { call: "gauge('depth', 42)", run: (c) => c.gauge('depth', 42) },
  { call: 'gauge with a callback', run: (c, cb) => c.gauge('depth', 42, cb) },
  { call: 'gauge with a rate', run: (c, cb) => c.gauge('depth', 42, 0.999999999, cb) },
  { call: 'gauge with tags', run: (c, cb) => c.gauge('depth', 42, { b: '2', a: '1' }, cb) },
  { call: 'gauge with tags after nothing', run: (c) => c.gauge('depth', 42, undefined, ['t:1']) },
  {
    call: 'gauge with options',
    run: (c, cb) =>
      c.gauge('depth', 42, { tags: ['t:1'], sampleRate: 1, timestamp: 1_700_000_000 }, cb),
  },
  { call: 'gauge at a Date', run: (c) => c.gauge('depth', 1, { timestamp: at, tags: { t: '1' } }) },
  { call: "gaugeDelta('depth', 4)", run: (c) => c.gaugeDelta('depth', 4) },
  { call: "gaugeDelta('depth', -4)", run: (c) => c.gaugeDelta('depth', -4, ['t']) },
  { call: "histogram('size', 10)", run: (c) => c.histogram('size', 10) },
  { call: 'histogram in full', run: (c, cb) => c.histogram('size', 1.5, 1, { t: '1' }, cb) },
  { call: "distribution('size', 10)", run: (c) => c.distribution('size', 10) },
  { call: 'distribution in full', run: (c, cb) => c.distribution(['a', 'b'], 1.5, ['t'], cb) },
  { call: "timing('time', 42)", run: (c) => c.timing('time', 42) },
  { call: 'timing in full', run: (c, cb) => c.timing('time', 0.25, 1, ['t'], cb) },
  { call: "set('users', 'ada')", run: (c) => c.set('users', 'ada') },
  { call: 'set of a number', run: (c, cb) => c.set('users', 7, { t: '1' }, cb) },
  { call: "unique('users', 'ada')", run: (c) => c.unique(['users', 'people'], 'ada', 1, ['t']) },
  { call: "event('deployed')", run: (c) => c.event('deployed') },
  {
    call: 'event in full',
    run: (c, cb) =>
      c.event(
        'deployed',
        'two\nlines',
        {
          date_happened: at,
          hostname: 'web-1',
          aggregation_key: 'deploys',
          priority: 'low',
          source_type_name: 'ci',
          alert_type: 'success',
        },
        ['t:1'],
        cb,
      ),
  },
  { call: 'event without options', run: (c, cb) => c.event('a', 'b', undefined, { t: '1' }, cb) },
  { call: "check('db.up', CHECKS.OK)", run: (c) => c.check('db.up', c.CHECKS.OK) },
  {
    call: 'check in full',
    run: (c, cb) =>
      c.check(
        'db.up',
        c.CHECKS.CRITICAL,
        { date_happened: at, hostname: 'web-1', message: 'no answer' },
        ['t'],
        cb,
      ),
  },
  { call: 'childClient', run: (c) => c.childClient({ globalTags: ['a:1'] }).prefix },
  { call: 'flush', run: (c, cb) => c.flush(cb) },
];

/** With each of these every call has to come out the same. */
export const clientOptions: Readonly<Record<string, ClientOptions>> = {
  'no options': {},
  'prefix, suffix, list of tags': { prefix: 'app', suffix: 'end', globalTags: ['a:0', 'env:test'] },
  'object of tags': { globalTags: { a: '0', 'b:c': 'd,e' } },
  telegraf: { telegraf: true, globalTags: ['a:0'] },
  'other separators': { tagPrefix: '~', tagSeparator: ';', globalTags: ['a', 'b'] },
  'datadog mode': { datadog: true, containerID: 'abc', cardinality: 'low', globalTags: ['a'] },
  'a buffer': { maxBufferSize: 1000 },
};
