import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

const pages = repositoryFiles().filter((file) =>
  /^(docs\/.+|packages\/[^/]+\/README|[A-Z]+)\.md$/.test(file),
);

/** A page without its blocks of code: nothing in those is a heading or a link. */
const textOf = (page: string): string =>
  readRepositoryFile(page).replaceAll(/^ *(```+)[\s\S]*?^ *\1$/gm, '');

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) => {
      const plain = heading
        .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-');
      const count = seen.get(plain) ?? 0;
      seen.set(plain, count + 1);
      return count === 0 ? plain : `${plain}-${count}`;
    }),
  );
}

describe('links in the documentation', () => {
  // That files are there, examples/test/readme.test.ts looks.
  it('lead to headings that there are', () => {
    const links = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)#([^)\s]+)\)/g)].map(
        ([, path = '', anchor = '']) => ({
          page,
          anchor,
          target: path === '' ? page : posix.join(posix.dirname(page), path),
        }),
      ),
    );
    expect(links.length).toBeGreaterThan(10);
    const broken = links
      .filter(({ target }) => target.endsWith('.md'))
      .filter(({ target, anchor }) => !anchorsOf(target).has(anchor));
    expect(broken.map(({ page, target, anchor }) => `${page}: ${target}#${anchor}`)).toEqual([]);
  });

  it('name every page in docs/README.md, but the front page of the site', () => {
    const listed = textOf('docs/README.md');
    const missing = pages
      .filter((page) => /^docs\/(?!README|index)/.test(page))
      .filter((page) => !listed.includes(`](${posix.relative('docs', page)})`));
    expect(missing).toEqual([]);
  });
});
