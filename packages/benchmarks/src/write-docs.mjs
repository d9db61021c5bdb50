import { readFile, writeFile } from 'node:fs/promises';

const docs = new URL('../../../docs/performance.md', import.meta.url);
const begin = '<!-- results of npm run bench -- --write-docs -->';
const end = '<!-- end of results -->';

/** Puts the tables between the two marks of docs/performance.md. */
export async function writeDocs(markdown) {
  const text = await readFile(docs, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('docs/performance.md lacks the marks of the results');
  await writeFile(docs, `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`);
}
