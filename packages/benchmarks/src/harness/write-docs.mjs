import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const docs = new URL('../../../../docs/', import.meta.url);
const end = '<!-- end of results -->';

/**
 * Puts tables between the two marks of a page.
 *
 * @param page its name in docs/
 * @param command what makes the tables, as the first mark names it
 */
export async function writeDocs(page, command, markdown) {
  const file = fileURLToPath(new URL(page, docs));
  const begin = `<!-- results of ${command} -->`;
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) {
    throw new Error(`docs/${page} lacks the marks of the results: put in "${begin}" and "${end}"`);
  }
  await writeFile(file, `${text.slice(0, from)}${begin}\n\n${markdown}\n\n${text.slice(to)}`);
}
