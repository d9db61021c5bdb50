import { firstVariable } from '@dogstats/transport/site';
import { expect, test } from 'vitest';

test.each<[Record<string, string | undefined>, string | undefined]>([
  [{}, undefined],
  [{ DD_SITE: 'a', DATADOG_SITE: 'b' }, 'a'],
  [{ DATADOG_SITE: 'b' }, 'b'],
  [{ DD_SITE: undefined, DATADOG_SITE: 'b' }, 'b'],
  [{ DD_SITE: ' \t', DATADOG_SITE: ' b\n' }, 'b'],
  [{ DD_SITE: '' }, undefined],
])('of %j the first that is not blank is %s', (env, expected) => {
  expect(firstVariable(env, 'DD_SITE', 'DATADOG_SITE')).toBe(expected);
});
