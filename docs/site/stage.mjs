// Lays out the pages of the site: what is in `docs`, the other texts, and every file that they link to.
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { root } from '../../scripts/run.mjs';
import { addressOf, isPage, isPicture, withLinksOnSite } from './addresses.mjs';

/** Fills `folder`, which is emptied before, from the given files of the repository. */
export function stage(folder, files) {
  rmSync(folder, { recursive: true, force: true });
  const linked = new Set();
  for (const file of files.filter(isPage)) {
    const text = readFileSync(join(root, file), 'utf8');
    const page = withLinksOnSite(file, withoutComments(text), (target) => linked.add(target));
    write(join(folder, addressOf(file)), page);
  }
  for (const file of files.filter((each) => each.startsWith('docs/') && isPicture(each))) {
    mkdirSync(dirname(join(folder, addressOf(file))), { recursive: true });
    cpSync(join(root, file), join(folder, addressOf(file)));
  }
  // The icon of the intake's page is the icon of the site.
  const icon = readFileSync(join(root, 'packages/intake/page/favicon.svg'), 'utf8');
  write(join(folder, 'public/favicon.svg'), icon);
  for (const path of withContents(linked, files)) {
    if (!isPage(path) && !isPicture(path))
      write(join(folder, addressOf(path)), sourcePage(path, files));
  }
}

/** Paths, and what is directly in those that are folders. */
function withContents(paths, files) {
  const all = new Set(paths);
  for (const path of paths) {
    if (!isFolder(path)) continue;
    for (const name of readdirSync(join(root, path))) {
      if (files.includes(`${path}/${name}`)) all.add(`${path}/${name}`);
    }
  }
  return all;
}

/** A page that shows a file, or lists a folder. */
function sourcePage(path, files) {
  // Not found by the search, and no page of the manual: no edit link, no neighbours.
  const head = `---\ntitle: ${path}\nsearch: false\noutline: false\nprev: false\nnext: false\n---\n\n# ${posix.basename(path)}\n\n\`${path}\`\n\n`;
  if (isFolder(path)) {
    const from = posix.dirname(addressOf(path));
    const lines = readdirSync(join(root, path))
      .filter((name) => files.includes(`${path}/${name}`))
      .map((name) => `- [${name}](./${posix.relative(from, addressOf(`${path}/${name}`))})`);
    return `${head}${lines.join('\n')}\n`;
  }
  const language =
    extname(path)
      .slice(1)
      .replace(/^[mc](?=[jt]s$)/, '') || 'text';
  return `${head}\`\`\`\`${language}\n${readFileSync(join(root, path), 'utf8').trimEnd()}\n\`\`\`\`\n`;
}

function isFolder(path) {
  return statSync(join(root, path)).isDirectory();
}

/** Marks for programs, which are no text for readers. */
function withoutComments(text) {
  return text.replaceAll(/^<!--.*?-->\n/gms, '');
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
