import { expect, test } from 'vitest';
import { DistinctErrors } from '../../src/sink/distinct-errors.js';

test('errors of a report are the first of each message, five at most', () => {
  const errors = new DistinctErrors();
  const first = new Error('0');
  errors.add(undefined);
  for (const error of [first, new Error('0')]) errors.add(error);
  for (let n = 1; n < 9; n++) errors.add(new Error(`${n}`));

  expect(errors.list().map(({ message }) => message)).toEqual(['0', '1', '2', '3', '4']);
  expect(errors.list()[0]).toBe(first);
});
