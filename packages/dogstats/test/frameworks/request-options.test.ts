import { DogStats } from 'dogstats';
import { expressMetrics, type RequestMetricsOptions } from 'dogstats/express';
import { recordMetrics } from 'dogstats/testing';
import { expect, onTestFinished, test } from 'vitest';
import { RequestMetrics } from '../../src/frameworks/request-metrics.js';
import { routeTag } from '../../src/frameworks/route-pattern.js';

/** One request to `/users/7`, answered 200. */
function record(options: RequestMetricsOptions, url = '/users/7'): string[] {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  onTestFinished(() => metrics.stop());
  const measured = new RequestMetrics({ dogStats, ...options });
  measured.begin({ method: 'GET', url })?.({ status: 200 }, '/users/:userId');
  return String(metrics)
    .split('\n')
    .filter((line) => line !== '');
}

test('names are those of the field', () => {
  const tags = 'method:get,route:/users/:userid,status_class:2xx';
  expect(record({})).toEqual([
    `count http.server.requests{${tags}} 1`,
    'gauge http.server.active_requests{method:get} 0',
    `histogram http.server.request.duration{${tags}} [0]`,
  ]);
});

test('names, prefix and tags can be others, and a metric left out', () => {
  const names = { requests: 'hits', duration: false, active: 'now' } as const;
  expect(record({ prefix: 'shop', names, tags: { api: 'public' } })).toEqual([
    'count shop.hits{api:public,method:get,route:/users/:userid,status_class:2xx} 1',
    'gauge shop.now{api:public,method:get} 0',
  ]);
  expect(record({ prefix: '', names: { active: false, duration: false } })).toEqual([
    'count requests{method:get,route:/users/:userid,status_class:2xx} 1',
  ]);
});

test('durations can be a distribution', () => {
  expect(record({ distribution: true }).join()).toContain('distribution http.server.request.dur');
});

const asFunction = ({ url }: { url?: string | undefined }) => url === '/users/7';
const failing = () => {
  throw new Error('no');
};

test.each([
  ['a path', ['/users/7'], '/users/7?page=1', true],
  ['a part of a path', ['/users'], '/users/7', false],
  ['a pattern', [/^\/users/g], '/users/7', true],
  ['a function', asFunction, '/users/7', true],
  ['a function that throws', failing, '/users/7', false],
])('ignore: %s', (_what, ignore, url, isIgnored) => {
  const options = { ignore } as RequestMetricsOptions;
  for (let time = 0; time < 2; time++) expect(record(options, url).length === 0).toBe(isIgnored);
});

test('options that there are not are named at once, all of them', () => {
  const options = { ignor: [], Tags: {}, names: { request: 'x' } } as RequestMetricsOptions;
  expect(() => expressMetrics(options)).toThrow(
    expect.objectContaining({
      code: 'ERR_OPTIONS',
      message: expect.stringMatching(/ignor .*mean ignore\?; Tags .*; request .*mean requests\?/),
    }),
  );
  expect(() => expressMetrics({ ignore: '/health' } as never)).toThrow('a list of paths');
});

test.each([
  ['/users/:userId', '/users/:userid'],
  ['/', '/'],
  ['/*', '/:wildcard'],
  ['/files/*path', '/files/:path'],
  ['*', ':wildcard'],
  ['/users/:id?', '/users/:id'],
  [/^\/v\d+$/, '/_/v_d_/'],
  ['', 'unmatched'],
  [undefined, 'unmatched'],
])('the route %s is tagged %s', (pattern, tag) => {
  expect(routeTag(pattern)).toBe(tag);
  expect(routeTag(pattern)).toBe(tag);
});
