// The order of the pages; what is not named here comes at the end of its part by itself.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Parts of the manual, and their pages in order, without `.md`. */
const parts = [
  { text: 'Start', pages: ['quickstart', 'readme', 'concepts', 'configuration', 'faq'] },
  {
    text: 'Record',
    pages: ['timing', 'scopes', 'events', 'catalogue', 'frameworks', 'serverless', 'testing'],
  },
  {
    text: 'Deliver',
    pages: [
      'reliability',
      'processes',
      'many-processes',
      'dogstatsd',
      'redis',
      'otel',
      'opentelemetry',
      'security',
      'reporting-vulnerabilities',
      'errors',
    ],
  },
  { text: 'Local intake', pages: ['intake', 'packages/intake'] },
  { text: 'Packages', folder: 'packages/', collapsed: true },
  { text: 'Read back and manage', pages: ['query', 'queries', 'http-api', 'datadog'] },
  { text: 'Move from', folder: 'migrating/', collapsed: false },
  { text: 'Figures', pages: ['performance', 'sizes', 'runtimes'] },
  { text: 'Project', pages: ['contents', 'architecture', 'contributing', 'releasing'] },
  { text: 'Decisions', folder: 'decisions/', collapsed: true },
  { text: 'API', folder: 'api/', collapsed: true },
];

/**
 * The sidebar for the pages of `folder`, given by their paths in it.
 * Each page is in it once; files shown as source and the front page are not.
 */
export function sidebar(folder, paths) {
  const left = new Set(paths.filter((path) => path !== 'index.md' && !path.startsWith('source/')));
  const take = (path) => (left.delete(path) ? [itemOf(folder, path)] : []);
  const groups = parts.map(({ text, pages = [], folder: inFolder, collapsed }) => ({
    text,
    collapsed,
    items: [
      ...pages.flatMap((page) => take(`${page}.md`)),
      ...[...left]
        .filter((path) => inFolder && path.startsWith(inFolder))
        .sort()
        .flatMap(take),
    ],
  }));
  const rest = [...left].sort().map((path) => itemOf(folder, path));
  return [...groups, { text: 'More', items: rest }].filter(({ items }) => items.length > 0);
}

/** Pages whose heading says less beside others. */
const titles = { 'readme.md': 'Overview' };

function itemOf(folder, path) {
  const [, heading = path] = /^# (.+)$/m.exec(readFileSync(join(folder, path), 'utf8')) ?? [];
  const title = titles[path] ?? heading;
  return { text: title.replaceAll(/[`\\]/g, ''), link: `/${path.replace(/\.md$/, '')}` };
}
