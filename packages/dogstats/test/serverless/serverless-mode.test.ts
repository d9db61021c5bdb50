import { hostname } from 'node:os';
import { MemorySink } from '@dogstats/core/testing';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { describe, expect, test } from 'vitest';
import { makeDogStats } from '../make-dog-stats.js';

async function points(options: DogStatsOptions) {
  const sink = new MemorySink();
  const { dogStats } = makeDogStats({ host: undefined, sink, ...options });
  dogStats.increment('c', 2);
  dogStats.histogram('h', 3);
  dogStats.gauge('g', 4);
  await dogStats.flush();
  return new Map(sink.points.map((point) => [point.context.name, point]));
}

describe('on a server', () => {
  test('counts and histograms are what they are, and belong to this machine', async () => {
    const sent = await points({ env: {} });
    expect(sent.get('c')).toMatchObject({ type: 'count', context: { host: hostname(), tags: [] } });
    expect(sent.get('h')).toMatchObject({ type: 'histogram' });
  });

  test('they may leave as distributions all the same', async () => {
    const sent = await points({ env: {}, serverless: 'distribution' });
    expect(sent.get('c')).toMatchObject({ type: 'distribution', state: { values: [2] } });
    expect(sent.get('h')).toMatchObject({ type: 'distribution', state: { values: [3] } });
    expect(sent.get('g')).toMatchObject({ type: 'gauge' });
  });
});

describe('in Lambda', () => {
  const env = {
    AWS_LAMBDA_FUNCTION_NAME: 'checkout',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[$LATEST]0123456789ABCDEF',
  };

  test('counts and histograms leave as distributions, without a host', async () => {
    const sent = await points({ env });
    expect(sent.get('c')).toMatchObject({ type: 'distribution', context: { host: '', tags: [] } });
    expect(sent.get('h')).toMatchObject({ type: 'distribution' });
  });

  test('a host may be given', async () => {
    expect((await points({ env, host: 'edge' })).get('c')?.context.host).toBe('edge');
    const named = await points({ env: { ...env, DD_HOSTNAME: 'edge-2' } });
    expect(named.get('c')?.context.host).toBe('edge-2');
  });

  test('as-is leaves them what they are', async () => {
    expect((await points({ env, serverless: 'as-is' })).get('c')?.type).toBe('count');
  });

  test('instance-tag tells instances apart by their log stream', async () => {
    const sent = await points({ env, serverless: 'instance-tag', tags: ['a:1'] });
    expect(sent.get('c')).toMatchObject({
      type: 'count',
      context: { tags: ['a:1', 'instance:89abcdef'] },
    });
  });

  test('two sandboxes under one identity come to the total', async () => {
    const sinks = [new MemorySink(), new MemorySink()];
    for (const sink of sinks) {
      const { dogStats } = makeDogStats({ env, sink });
      for (let flushes = 0; flushes < 3; flushes++) {
        dogStats.increment('c', 5);
        await dogStats.flush();
      }
    }
    const values = sinks
      .flatMap((sink) => sink.points)
      .flatMap((point) => (point.type === 'distribution' ? point.state.values : []));
    expect(values).toEqual([5, 5, 5, 5, 5, 5]);
  });
});

test('instance-tag is a chance of its own elsewhere', async () => {
  const tags = (await points({ env: {}, serverless: 'instance-tag' })).get('c')?.context.tags;
  expect(tags).toEqual(['instance:80000000']);
});

test.each(['K_SERVICE', 'FUNCTIONS_WORKER_RUNTIME', 'VERCEL', 'NETLIFY'])(
  'with %s, the name of the machine means nothing; all else is as on a server',
  async (variable) => {
    const sent = await points({ env: { [variable]: '1' } });
    expect(sent.get('c')).toMatchObject({ type: 'count', context: { host: '' } });
  },
);

test('another mode is refused', () => {
  const start = () => new DogStats().start({ env: {}, serverless: 'distributions' as never });
  expect(start).toThrow(/serverless has to be/);
});

test('calls that wait for a flush over a freeze are told of', async () => {
  const { dogStats, clock, messages } = makeDogStats({
    env: { AWS_LAMBDA_FUNCTION_NAME: 'checkout' },
    sink: new MemorySink(),
  });
  dogStats.increment('c');
  clock.step(75);
  dogStats.increment('c');
  dogStats.increment('c');
  expect(messages.filter((message) => message.includes('waited 75 s'))).toHaveLength(1);
});
