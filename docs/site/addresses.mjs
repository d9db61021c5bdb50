// Where each file of the repository is on the site, and back: the one place that knows.
import { posix } from 'node:path';

/** Pages that are not in `docs`, by file. */
const elsewhere = new Map([
  ['docs/README.md', 'contents.md'],
  ['README.md', 'readme.md'],
  ['ARCHITECTURE.md', 'architecture.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['SECURITY.md', 'reporting-vulnerabilities.md'],
]);

/** True for a text that is a page of its own; everything else is shown as source, where a page links to it. */
export function isPage(file) {
  return elsewhere.has(file) || /^docs\/(?!site\/).+\.md$/.test(file) || packageOf(file) !== '';
}

/** True for a picture, which keeps its form. */
export function isPicture(file) {
  return /\.(png|svg|jpe?g)$/.test(file);
}

/** The path on the site of a file or folder of the repository; pages end in `.md`. */
export function addressOf(path) {
  if (elsewhere.has(path)) return elsewhere.get(path);
  if (packageOf(path)) return `packages/${packageOf(path)}.md`;
  if (isPage(path) || isPicture(path)) return path.replace(/^docs\//, '');
  // Links to `x.md.md` would lose both endings.
  return `source/${path.replace(/\.md$/, '-md')}.md`;
}

/** `packages/intake/README.md` → `intake`. */
function packageOf(file) {
  return /^packages\/([^/]+)\/README\.md$/.exec(file)?.[1] ?? '';
}

/**
 * Rewrites the relative links of a page to where their files are on the site.
 *
 * @param onLink is told each file or folder of the repository that the page links to.
 */
export function withLinksOnSite(file, text, onLink = () => {}) {
  const from = posix.dirname(addressOf(file));
  return outsideOfCode(text, (part) =>
    part.replaceAll(
      /(\]\()(?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?(?=\))/g,
      (_, open, link, hash = '') => {
        const target = posix.join(posix.dirname(file), link).replace(/\/$/, '');
        onLink(target);
        const relative = posix.relative(from, addressOf(target));
        return `${open}${relative.startsWith('.') ? relative : `./${relative}`}${hash}`;
      },
    ),
  );
}

/** Changes what is neither in a block nor in a span of code. */
function outsideOfCode(text, change) {
  return text
    .split(/(^```[\s\S]*?^```$|`[^`\n]+`)/m)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('');
}
