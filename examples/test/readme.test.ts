import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createIntake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/run.mjs';
import { repositoryFiles } from '../../test/repository-files.ts';
import { compileExamples, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('README.md', () => {
  const code = read('examples/src/quickstart/main.ts') + read('examples/src/readme/main.ts');
  const blocks = [...read('README.md').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text);
  const paragraphs = blocks.flatMap((text) => text?.trim().split('\n\n') ?? []);

  it('has code', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(2);
  });

  it.each(paragraphs)('shows code that is compiled and run: paragraph %#', (paragraph) => {
    expect(code).toContain(paragraph);
  });

  it('names every variable that is read, and no other', () => {
    const environment = read('packages/dogstats/src/environment.ts');
    const variables = [...environment.matchAll(/'((?:DD|DATADOG|DOGSTATS)_[A-Z_]+)'/g)];
    // By transport, http-api and query.
    const others = ['DD_PROXY_HTTPS', 'DD_PROXY_NO_PROXY', 'DD_APP_KEY'];
    const namedIn = (pages: readonly string[]): unknown[] =>
      unique(
        pages.flatMap((page) =>
          [...read(page).matchAll(/`((?:DD|DATADOG|DOGSTATS)_[A-Z_]+)`/g)].map(([, name]) => name),
        ),
      );
    const unique = (found: readonly (string | undefined)[]): unknown[] =>
      [...new Set(found)].sort();
    const known = unique([...variables.map(([, name]) => name), ...others]);
    expect(known).toEqual(expect.arrayContaining(namedIn(['README.md'])));
    // Those of the Agent have a page of their own.
    expect(namedIn(['README.md', 'docs/dogstatsd.md'])).toEqual(expect.arrayContaining(known));
  });

  it('shows code that works', { timeout }, async () => {
    const intake = await createIntake({ port: 0 });
    onTestFinished(() => intake.close());
    const run = runNode(['dist/readme/main.js'], { DD_URL: intake.url });
    expect(await run.ended, run.output.stderr).toBe(0);
    expect(intake.total('shop.user.load.time.count', ['from:db', 'team:web'])).toBe(1);
    expect(intake.total('shop.report.build.time.count', ['team:web'])).toBe(1);
    expect(intake.total('shop.queue.depth', ['queue:mail'])).toBe(12);
    expect(intake.total('audit.rows.read.90percentile')).toBe(1204);
  });
});

const files = repositoryFiles();
const pages = files.filter((file) =>
  /^(docs\/.*|examples\/(src\/[^/]+\/)?README|[A-Z]+)\.md$/.test(file),
);
const inRepository = (path: string): boolean => {
  const bare = path.replace(/\/$/, '');
  return files.some((file) => file === bare || file.startsWith(`${bare}/`));
};

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link]) => link ?? '');
    const broken = links.filter((link) => !inRepository(join(dirname(page), link)));
    expect(broken).toEqual([]);
  });

  it('names files that exist', () => {
    const paths = [...text.matchAll(/`((?:packages|scripts|examples|test|docs)\/[\w@./-]+)`/g)];
    const missing = paths.map(([, path]) => path ?? '').filter((path) => !inRepository(path));
    expect(missing).toEqual([]);
  });
});
