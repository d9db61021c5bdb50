import { expect, test } from 'vitest';
import { readModel } from './models.js';

test("Datadog's models notice what is not theirs", () => {
  const monitor = { type: 'metric alert', query: 'q' };

  expect(() => readModel(monitor, 'v1 Monitor', false)).not.toThrow();
  expect(() => readModel({ type: 'metric alert' }, 'v1 Monitor', false)).toThrow('query');
  expect(() => readModel({ ...monitor, type: 'no alert' }, 'v1 Monitor', true)).toThrow('unparsed');
  expect(() => readModel({ ...monitor, more: 1 }, 'v1 Monitor', false)).toThrow('more');
  expect(() => readModel({ ...monitor, more: 1 }, 'v1 Monitor', true)).not.toThrow();
});
