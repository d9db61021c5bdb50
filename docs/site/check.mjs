// Looks through a finished site for links that lead nowhere, those of llms.txt too, for what would be fetched
// from elsewhere, and for tags that readers would see as text.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * What is wrong with the site in `folder`, in sentences.
 *
 * @param base the path under which it is served.
 */
export function problemsOf(folder, base = '/') {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => statSync(join(folder, file)).isFile());
  const read = (file) => readFileSync(join(folder, file), 'utf8');
  const pages = files.filter((file) => file.endsWith('.html'));
  const anchors = new Map(pages.map((page) => [page, anchorsOf(read(page))]));
  if (pages.length < 10) return [`${folder} has no site in it`];
  return [
    ...pages.flatMap((page) => linksOf(read(page)).flatMap((link) => problemOf(page, link))),
    ...pages.flatMap((page) => tagsShown(read(page)).map((tag) => `${page} shows ${tag} as text`)),
    ...files
      .filter((file) => file.endsWith('.css'))
      .flatMap((file) => fetchedByStyle(read(file)).map((url) => `${file} fetches ${url}`)),
    ...problemsOfIndex(),
  ];

  function problemOf(page, { tag, url }) {
    if (/^(data|mailto):/.test(url)) return [];
    if (/^([a-z]+:)?\/\//.test(url)) return tag === 'a' ? [] : [`${page} fetches ${url}`];
    const [path, hash] = url.split('#');
    const target = path === '' ? page : fileOf(page, decodeURI(path));
    if (target === undefined) return [`${page} links to ${url}, which is not there`];
    if (!hash || !target.endsWith('.html')) return [];
    if (anchors.get(target).has(decodeURIComponent(hash))) return [];
    return [`${page} links to ${url}, and that page has no such heading`];
  }

  /** `llms.txt`, whose links lead to the pages as text. */
  function problemsOfIndex() {
    if (!files.includes('llms.txt') || !files.includes('llms-full.txt'))
      return ['llms.txt or llms-full.txt is not there'];
    const links = [...read('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
    const pathOf = (link) => decodeURI(link).slice(link.startsWith(base) ? base.length : 1);
    if (links.length < 10) return ['llms.txt names no pages'];
    return links
      .filter((link) => !files.includes(pathOf(link)))
      .map((link) => `llms.txt links to ${link}, which is not there`);
  }

  function fileOf(page, path) {
    const inside = path.startsWith('/')
      ? path.startsWith(base) && path.slice(base.length)
      : posix.join(posix.dirname(page), path);
    if (inside === false) return undefined;
    const candidates = [inside, `${inside}.html`, posix.join(inside, 'index.html')];
    return candidates.find(
      (file) => existsSync(join(folder, file)) && statSync(join(folder, file)).isFile(),
    );
  }
}

/** Each address in the markup, and the tag that has it. */
function linksOf(html) {
  const tags = html.matchAll(/<(\w+)\b[^>]*?\s(?:href|src|poster)="([^"]*)"/g);
  return [...tags].map(([, tag, url]) => ({ tag, url: url.replaceAll('&amp;', '&') }));
}

function anchorsOf(html) {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));
}

/** Tags that are text outside of code. */
function tagsShown(html) {
  const prose = html.replaceAll(/<(pre|code)\b.*?<\/\1>/gs, '');
  const tags = prose.matchAll(/&lt;(\/?(?:details|summary|div|b|a id)\b.*?)&gt;/g);
  return [...tags].map(([, tag]) => `<${tag.replaceAll('&quot;', '"')}>`);
}

/** What a style sheet loads from another place. */
function fetchedByStyle(css) {
  const urls = css.matchAll(/(?:url\(\s*['"]?|@import\s+['"])([^'")\s]+)/g);
  return [...urls].map(([, url]) => url).filter((url) => /^(https?:)?\/\//.test(url));
}
