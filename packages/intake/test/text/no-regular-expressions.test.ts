import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = join(import.meta.dirname, '../../src');

/** What reads nothing from outside, and why. */
const exempt: Record<string, string> = {
  'cli/arguments.ts': 'what somebody types behind a command of his own',
  'persist/lock-name.ts': 'names of files beside its own, of 255 bytes at most',
};

/** A literal where an expression may start, a constructor, and what makes one of a text or a schema. */
const regularExpression =
  /(?:^|[=(,:!&|?[;{]|\breturn)\s*\/(?![/*])|\bRegExp\b|\.(?:match|matchAll|search|regex)\(/;

function offenders(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line));
  return lines.filter((line) => regularExpression.test(line)).map((line) => line.trim());
}

test('what comes from outside is read without regular expressions', () => {
  const found: Record<string, string[]> = {};
  for (const name of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    const file = name.replaceAll('\\', '/');
    if (!file.endsWith('.ts') || file in exempt) continue;
    const lines = offenders(readFileSync(join(sources, name), 'utf8'));
    if (lines.length > 0) found[file] = lines;
  }

  expect(found).toEqual({});
});

test.each(Object.keys(exempt))('%s is still exempt for a reason', (file) => {
  expect(offenders(readFileSync(join(sources, file), 'utf8'))).not.toEqual([]);
});

test.each([
  'const part = /^a+$/;',
  'if (!/a/.test(text)) return;',
  "  /a/.exec(text) ?? '',",
  'return /a/g;',
  "const found = new RegExp('a');",
  "text.match('a');",
  'z.string().regex(pattern)',
])('finds %s', (line) => {
  expect(offenders(line)).toEqual([line.trim()]);
});

test.each([
  'const half = bytes / 2 / size;',
  "const url = '/api/v1/series'; // not /this/",
  '// such as /^a$/',
  ' * `POST /api/v1/series`, /metrics',
])('lets %s pass', (line) => {
  expect(offenders(line)).toEqual([]);
});
