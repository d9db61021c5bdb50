import { expect, test } from 'vitest';
import { readModel } from './models.js';

test("Datadog's models notice what is not theirs", () => {
  const monitor = { type: 'metric alert', query: 'q' };

  expect(() => readModel(monitor, 'v1 Monitor', [])).not.toThrow();
  expect(() => readModel({ type: 'metric alert' }, 'v1 Monitor', [])).toThrow('query');
  expect(() => readModel({ ...monitor, type: 'no alert' }, 'v1 Monitor', 'all')).toThrow(
    'unparsed',
  );
  expect(() => readModel({ ...monitor, more: 1 }, 'v1 Monitor', [])).toThrow('more');
  expect(() => readModel({ ...monitor, more: 1 }, 'v1 Monitor', ['more'])).not.toThrow();
  expect(() => readModel({ ...monitor, more: 1 }, 'v1 Monitor', 'all')).not.toThrow();
});
