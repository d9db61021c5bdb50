import { fileURLToPath } from 'node:url';
import { DogStats, dogStats } from 'dogstats';
import { defineMetrics, toMarkdown } from 'dogstats/catalogue';
import { recordMetrics } from 'dogstats/testing';
import { expect, onTestFinished, test } from 'vitest';
import { runTool } from '../../../../scripts/run.mjs';

const all = {
  hits: { type: 'count', tags: ['page'] },
  depth: { type: 'gauge' },
  speed: { type: 'rate' },
  time: { type: 'histogram' },
  spread: { type: 'distribution' },
  users: { type: 'set' },
} as const;

test('wrong names, tags, values and types do not compile', async () => {
  const file = fileURLToPath(new URL('./fixtures/tsconfig.json', import.meta.url));
  expect(await runTool('tsc', ['-p', file], 'typescript')).toBe(0);
});

test('every call records what it says, by the shared instance', async () => {
  const recorded = recordMetrics();
  onTestFinished(() => recorded.stop());
  const metrics = defineMetrics(all);
  const tags = { page: 'home' };
  metrics.increment('hits', 1, tags);
  metrics.count('hits', 5, tags);
  metrics.decrement('hits', 1, tags, { sampleRate: 1 });
  metrics.counter('hits', tags).increment();
  metrics.gauge('depth', 1);
  metrics.boundGauge('depth').set(2);
  metrics.rate('speed', 3);
  metrics.boundRate('speed').set(4);
  metrics.histogram('time', 1);
  metrics.timing('time', 2);
  metrics.boundHistogram('time').record(3);
  expect(metrics.time('time', () => 'text')).toBe('text');
  expect(metrics.timed('time', (text: string) => text.length)('four')).toBe(4);
  metrics.timer('time').stop();
  metrics.distribution('spread', 1);
  metrics.boundDistribution('spread').record(2);
  metrics.set('users', 'ann');
  metrics.boundSet('users').add(7);

  expect(String(recorded).split('\n')).toEqual([
    'count hits{page:home} 6',
    'distribution spread [1, 2]',
    'gauge depth 2',
    'histogram time [1, 2, 3, 0, 0, 0]',
    'rate speed 4',
    'set users [ann, 7]',
  ]);
});

test('over another instance or a child it is that object', () => {
  const other = new DogStats();
  const metrics = defineMetrics(all);

  expect(metrics.on(other)).toBe(other);
  expect(metrics.definitions).toBe(all);
  expect(metrics).not.toHaveProperty('start');
  expect(dogStats.stats().recorded).toBeGreaterThanOrEqual(0);
});

test('as Markdown it is a table by name', () => {
  const metrics = defineMetrics({
    'b.depth': {
      type: 'gauge',
      tags: { queue: ['mail', 'sms'], 'shard?': 'number' },
      unit: 'byte',
      perUnit: 'second',
    },
    'a.hits': { type: 'count', tags: ['page'], description: 'A | b\nc' },
  });

  expect(toMarkdown(metrics)).toBe(
    `| Metric | Type | Unit | Tags | Description |
| --- | --- | --- | --- | --- |
| \`a.hits\` | count |  | \`page\` | A \\| b c |
| \`b.depth\` | gauge | byte per second | \`queue\`: \`mail\` \`sms\`, \`shard?\`: number |  |
`,
  );
});
