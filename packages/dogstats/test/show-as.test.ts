import { inspect } from 'node:util';
import { MemorySink } from '@dogstats/core/testing';
import { DogStats } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';

const apiKey = '0123456789abcdef0123456789abcdef';

function started(options: object): DogStats {
  const dogStats = new DogStats();
  dogStats.start({ env: {}, autoFlush: false, ...options });
  onTestFinished(async () => void (await dogStats.close({ timeoutMs: 0 })));
  return dogStats;
}

test('an instance is shown by its state, where it sends to and its account', async () => {
  const dogStats = new DogStats();
  expect(inspect(dogStats)).toMatch(/^DogStats \{\s+state: 'not started',/);

  dogStats.start({ env: {}, sink: new MemorySink(), prefix: 'shop', autoFlush: false });
  dogStats.increment('orders');
  const shown = inspect(dogStats, { breakLength: Number.POSITIVE_INFINITY });
  expect(shown).toContain("{ state: 'started', sinks: [ 'MemorySink' ], prefix: 'shop',");
  expect(shown).toContain('recorded: 1, accepted: 0, retained: 1, dropped: {},');

  await dogStats.close();
  expect(inspect(dogStats)).toContain("state: 'closed'");
});

test('of an address its origin is shown, and never a key', () => {
  const url = 'http://127.0.0.1:9/path-that-may-be-a-secret';
  const shown = inspect(started({ apiKey, url }), { depth: 10, showHidden: true });

  expect(shown).toContain("url: 'http://127.0.0.1:9'");
  expect(shown).not.toContain('secret');
  expect(shown).not.toContain(apiKey.slice(0, 8));
});

test('one that is turned off says so', () => {
  expect(inspect(started({ disabled: true }))).toContain("state: 'disabled'");
});

test('a child is shown by what it puts on everything', () => {
  const eu = new DogStats().child({ prefix: 'shop', tags: { region: 'eu' } });
  const scope = eu.child({ prefix: 'cart', tags: ['region:fr', 'beta'], host: 'web-1' });

  expect(inspect(scope)).toBe(
    "MetricScope { prefix: 'shop.cart.', tags: [ 'beta', 'region:fr' ], host: 'web-1' }",
  );
  expect(inspect({ deep: { deeper: { scope } } }, { depth: 2 })).toContain('[MetricScope]');
});

test('start() does not stumble over a sink without a class', () => {
  const sink = Object.assign(Object.create(null), {
    mode: 'add',
    write: async () => ({ accepted: 0, dropped: {}, possiblyDuplicated: 0, errors: [] }),
    close: async () => {},
  });

  expect(inspect(started({ sink }))).toContain("sinks: [ 'object' ]");
});

test('what is no whole instance is shown by its name', () => {
  const dogStats = new DogStats();

  expect(inspect(new Proxy(dogStats, {}))).toBe('[DogStats]');
  expect(inspect(Object.create(dogStats))).toBe('[DogStats]');
  expect(inspect(new Proxy(dogStats.child({ prefix: 'a' }), {}))).toBe('[MetricScope]');
});
