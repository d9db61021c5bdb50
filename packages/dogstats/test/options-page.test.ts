import { expect, test } from 'vitest';
import { optionsPage } from './options-page.js';

test('docs/configuration.md says what the options are: `npm run docs` writes it', async () => {
  await expect(optionsPage()).toMatchFileSnapshot('../../../docs/configuration.md');
});

test('every option has a meaning', () => {
  const rows = [...optionsPage().matchAll(/^\| `(\w+)` \| (.*?) \| /gm)];
  expect(rows.length).toBeGreaterThan(20);
  const without = rows.filter(([, , meaning]) => !meaning?.endsWith('.'));

  expect(without.map(([, option]) => option)).toEqual([]);
});
