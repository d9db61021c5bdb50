import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DogStatsError } from '@dogstats/core';
import { ManualClock, MemorySink } from '@dogstats/core/testing';
import { DogStats, type DogStatsOptions, type Sink } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { unsentLine } from '../src/exit/unsent-line.js';
import { type MessageCode, messageTitles } from '../src/message-code.js';
import { makeDogStats } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

/** What is said when these calls are made; the key is a canary. */
function said(record: (dogStats: DogStats) => void, options: DogStatsOptions = {}): string[] {
  const { dogStats, messages } = makeDogStats({
    sink: new MemorySink(),
    apiKey: 'canary-key',
    ...options,
  });
  record(dogStats);
  record(dogStats);
  return messages;
}

/** What is said of a sink whose attempts fail so often with a status, and then no more. */
function saidOfAttempts(status: number, failures: number): Promise<string[]> {
  const error = new DogStatsError('ERR_HTTP_STATUS', `answered ${status}`);
  return saidOfFailures(Object.assign(error, { status }), failures);
}

async function saidOfFailures(error: Error, failures: number): Promise<string[]> {
  let stats = { accepted: 0, retained: 1, dropped: {}, errors: [error], failures };
  const sink = Object.assign(new ScriptedSink(), { stats: () => stats });
  const { dogStats, messages, clock } = makeDogStats({ sink });
  dogStats.increment('m');
  void dogStats.flush();
  await clock.advance(1000);
  stats = { ...stats, errors: [], failures: 0 };
  sink.accept();
  await clock.advance(1000);
  return messages;
}

async function saidOfDrop(reason: 'too_old' | 'refused' | 'queue_full'): Promise<string[]> {
  const sink = new ScriptedSink();
  const { dogStats, messages } = makeDogStats({ sink });
  dogStats.increment('m');
  const flushed = dogStats.flush();
  if (reason === 'refused') sink.drop(reason, new Error('POST … answered 400'));
  else {
    sink.pending.shift()?.resolve({
      accepted: 0,
      dropped: { [reason]: 1 },
      possiblyDuplicated: 0,
      errors: [],
    });
  }
  await flushed;
  return messages;
}

/** Code → how a program comes to be told. */
const scenarios: { readonly [Code in MessageCode]: () => string[] | Promise<string[]> } = {
  DS101: () => said((dogStats) => dogStats.increment('m'), { sink: 'http', apiKey: undefined }),
  DS102: () => saidOfAttempts(403, 1),
  DS103: () => [refusal({ site: 'datadog.eu' })],
  DS104: () => saidOfAttempts(503, 1),
  DS105: async () => (await saidOfAttempts(503, 1)).slice(1),
  DS106: () => saidOfDrop('too_old'),
  DS107: () => saidOfAttempts(429, 10),
  DS108: () => saidOfDrop('refused'),
  DS109: () =>
    said(() => {}, { sink: 'http', url: 'http://192.0.2.1', allowInsecureHttp: true }).slice(0, 1),
  DS110: () => saidOfFailures(new DogStatsError('ERR_PRIMARY', 'the primary does not answer'), 3),
  DS201: () => said((dogStats) => dogStats.increment('m', 1, ['User Name:Ann B'])),
  DS202: () => said((dogStats) => users(dogStats, 3), { maxContexts: 2 }),
  DS203: () => said((dogStats) => dogStats.increment('page views!')),
  DS204: () => said((dogStats) => dogStats.gauge('queue.depth', Number.NaN)),
  DS205: () => said((dogStats) => dogStats.gauge('m', 1, [], { timestamp: 1_780_000_000_000 })),
  DS206: () => said((dogStats) => dogStats.gauge('m', 1, 1_780_000_000 as never)),
  DS207: () =>
    said((dogStats) =>
      dogStats.gauge(
        'm',
        1,
        Array.from({ length: 101 }, (_, i) => `t${i}`),
      ),
    ),
  DS208: () => said((dogStats) => dogStats.gauge('m', 1, [], { sampleRate: 0.5 })),
  DS209: () =>
    said((dogStats) => {
      dogStats.gauge('m', 1);
      dogStats.increment('m');
    }),
  DS210: () =>
    said((dogStats) => {
      for (let member = 0; member <= 10_000; member++) dogStats.set('users', member);
    }),
  DS211: () => {
    const clock = new ManualClock();
    return said(
      (dogStats) => {
        dogStats.increment('m');
        void dogStats.flush();
        clock.step(-3600);
        void dogStats.flush();
        dogStats.increment('m');
      },
      { clock },
    );
  },
  DS212: () =>
    said((dogStats) => dogStats.increment('m', 1, new Proxy({}, { ownKeys: () => fail() }))),
  DS213: () => said((dogStats) => dogStats.addTags(['late:tag'])),
  DS214: () => said((dogStats) => dogStats.event('', 'no title')),
  DS301: () => [unsentLine([{ samples: 12, error: undefined }])?.replace('dogstats ', '') ?? ''],
  DS302: () => {
    const clock = new ManualClock();
    const env = { AWS_LAMBDA_FUNCTION_NAME: 'shop' };
    return said(
      (dogStats) => {
        dogStats.increment('m');
        clock.step(61);
        dogStats.increment('m');
      },
      { clock, env },
    );
  },
};

function users(dogStats: DogStats, count: number): void {
  for (let user = 0; user < count; user++) dogStats.increment('page.views', 1, { user });
}

function fail(): never {
  throw new Error('unreadable');
}

function refusal(options: DogStatsOptions): string {
  try {
    new DogStats().start({ env: {}, ...options });
  } catch (error) {
    return (error as Error).message.split('\n')[1]?.replace(/^ *- /, '') ?? '';
  }
  return '';
}

describe.each(Object.entries(scenarios))('%s', (code, scenario) => {
  test('is told once, says what to do, and never the key', async () => {
    const messages = await scenario();
    const coded = messages.filter((message) => message.startsWith(`${code}: `));

    expect(coded, messages.join('\n')).toHaveLength(1);
    expect(messages.join()).not.toContain('canary-key');
  });
});

describe('the code of a message', () => {
  test('is in docs/errors.md, under the heading that the source gives it', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const headings = [...page.matchAll(/^## (DS\d+): (.*)$/gm)];

    expect(Object.fromEntries(headings.map(([, code, title]) => [code, title]))).toEqual(
      messageTitles,
    );
  });

  test('is one of those in every source file', () => {
    const folder = fileURLToPath(new URL('../..', import.meta.url));
    const sources = ['core', 'transport', 'dogstats'].flatMap((name) =>
      readdirSync(join(folder, name, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(folder, name, 'src', file), 'utf8')),
    );
    const used = new Set(sources.flatMap((source) => source.match(/\bDS\d{3}\b/g) ?? []));

    expect([...used].sort()).toEqual(Object.keys(messageTitles).sort());
  });
});

describe('in development a problem of a call', () => {
  const place = /\(at .*messages\.test\.ts:\d+:\d+\)$/;

  test.each([
    ['of a method', (dogStats: DogStats) => dogStats.gauge('m', Number.NaN)],
    ['of a handle', (dogStats: DogStats) => dogStats.boundGauge('m').set(Number.NaN)],
    ['that is passed on', (dogStats: DogStats) => dogStats.count('m', Number.NaN)],
  ])('says where it was made: %s', (_name, record) => {
    const [message] = said(record);

    expect(message).toMatch(/^DS204: /);
    expect(message).toMatch(place);
  });

  test.each([
    ['DS213', (dogStats: DogStats) => dogStats.addTags(['a:b'])],
    ['DS214', (dogStats: DogStats) => dogStats.event('', 'no title')],
    ['DS214', (dogStats: DogStats) => dogStats.child({}).serviceCheck('db.up', 7 as never)],
  ])('that is no metric says so, too: %s', (code, call) => {
    const messages = said((dogStats) => {
      for (let again = 0; again < 3; again++) call(dogStats);
    });

    expect(messages).toEqual([expect.stringMatching(place)]);
    expect(messages[0]).toContain(`${code}: `);
  });

  test('of several sinks, too', () => {
    const sink: Sink[] = [new MemorySink(), new MemorySink()];

    expect(said((dogStats) => dogStats.gauge('m', Number.NaN), { sink })[0]).toMatch(place);
  });

  test('made before start() does not blame start()', () => {
    const dogStats = new DogStats();
    const messages: string[] = [];
    const warn = (message: string): void => void messages.push(message);
    dogStats.gauge('m', Number.NaN);
    dogStats.start({
      env: {},
      sink: new MemorySink(),
      clock: new ManualClock(),
      logger: { debug: warn, info: warn, warn, error: warn },
    });

    expect(messages).toEqual([expect.stringMatching(/^DS204: .*number\.$/)]);
    return dogStats.close();
  });

  test('in production has no place, and changes of spelling are not told', () => {
    const env = { NODE_ENV: 'production' };
    const messages = said(
      (dogStats) => {
        dogStats.gauge('page views!', 1, ['User Name:Ann B']);
        dogStats.gauge('m', Number.NaN);
      },
      { env },
    );

    expect(messages).toEqual([expect.stringMatching(/^DS204: .*number\.$/)]);
  });
});

test.each<[string, (dogStats: DogStats) => void, string]>([
  [
    'tags in the place of a value',
    (dogStats) => dogStats.increment('m', { page: 'home' } as never),
    'got an object, which is dropped: a value has to be a finite number. Tags come after it: (name, value, tags).',
  ],
  [
    'a list in its place',
    (dogStats) => dogStats.increment('m', ['page:home'] as never),
    'got an object, which is dropped: a value has to be a finite number. Tags come after it: (name, value, tags).',
  ],
  [
    'a member that is none',
    (dogStats) => dogStats.set('m', true as never),
    'got a boolean, which is dropped: a member has to be a string or a finite number.',
  ],
])('a value of no use is told with what it may be: %s', (_name, call, told) => {
  expect(said(call)[0]).toContain(`DS204: "m" ${told}`);
});

test('a pause that the intake asks for is told only if it lasts', async () => {
  expect(await saidOfAttempts(429, 9)).toEqual([]);
});

test('what is lost without an error is told, too', async () => {
  expect(await saidOfDrop('queue_full')).toEqual([
    'DS108: 1 sample dropped in delivery: queue_full.',
  ]);
});

test('what was told once and for all is not told again after many errors of delivery', async () => {
  const sink = new ScriptedSink();
  const { dogStats, messages } = makeDogStats({ sink });
  dogStats.event('', 'text');
  const [told = ''] = messages;
  expect(told).toContain('(at ');

  for (let i = 0; i <= 100; i++) {
    dogStats.increment('m');
    const flushed = dogStats.flush();
    sink.drop('refused', new Error(`POST … answered 400: ${i}`));
    await flushed;
  }
  dogStats.event('', 'text');

  const [what = ''] = told.split(' (at ');
  expect(messages.filter((message) => message.startsWith(what))).toEqual([told]);
});
