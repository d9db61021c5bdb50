import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DogHttpApi, dogHttpApi } from '../src/index.js';
import { cases } from './cases/index.js';
import { camelCase, dogapiMethods, retiredMethods } from './dogapi-methods.js';

const docs = readFileSync(new URL('../../../docs/http-api.md', import.meta.url), 'utf8');

test('dogapi had 52 methods', () => {
  expect(new Set(dogapiMethods).size).toBe(52);
});

describe.each(dogapiMethods.map((name) => [name, camelCase(name)]))('%s', (name, method) => {
  test(`is there as ${method}`, () => {
    expect(Reflect.get(DogHttpApi.prototype, method)).toBeTypeOf('function');
    expect(Reflect.get(dogHttpApi, method)).toBeTypeOf('function');
  });

  test('has its row in the documentation, and its case among the requests', () => {
    expect(docs).toContain(`| \`${name}\` | \`${method}(`);
    const isTested = cases.some((one) => one.method === method) || retiredMethods.includes(method);
    expect(isTested).toBe(true);
  });
});

test('there is nothing else but pages, and what a client needs', () => {
  const own = Object.getOwnPropertyNames(DogHttpApi.prototype);
  const known = new Set([
    ...dogapiMethods.map(camelCase),
    'constructor',
    'configure',
    'close',
    'rateLimits',
  ]);
  const pages = own.filter((name) => !known.has(name)).sort();

  expect(pages).toEqual(['eachDashboard', 'eachDowntime', 'eachEvent', 'eachHost', 'eachMonitor']);
});
