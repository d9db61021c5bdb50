import * as crypto from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { KeyRing } from '../../src/auth/key-ring.js';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});
const compared = vi.mocked(crypto.timingSafeEqual);
beforeEach(() => {
  compared.mockClear();
});

const ring = new KeyRing({ '': ['first', 'second'], acme: ['a much longer third'] });

test.each([
  ['first', ''],
  ['second', ''],
  ['a much longer third', 'acme'],
  ['a much longer thirD', undefined],
  ['f', undefined],
  ['x'.repeat(10_000), undefined],
])('%j is compared with every key, in constant time, whichever it is', (key, tenant) => {
  expect(ring.tenantOf(key)).toBe(tenant);

  expect(compared).toHaveBeenCalledTimes(3);
  const lengths = compared.mock.calls.flatMap(([known, given]) => [
    known.byteLength,
    given.byteLength,
  ]);
  expect(new Set(lengths)).toEqual(new Set([32]));
});

test.each([undefined, ''])('%j is no key, even where any will do', (key) => {
  expect(ring.tenantOf(key)).toBeUndefined();
  expect(new KeyRing({}).tenantOf(key)).toBeUndefined();
  expect(new KeyRing({}).tenantOf('any')).toBe('');
});
