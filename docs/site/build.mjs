// Builds the site, and looks whether every link leads somewhere and nothing comes from elsewhere.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { build as buildSite, serve as serveSite } from 'vitepress';
import { root } from '../../scripts/run.mjs';
import { writeApi } from './api.mjs';
import { problemsInBrowser } from './browser.mjs';
import { problemsOf } from './check.mjs';
import { stage } from './stage.mjs';

const pages = join(import.meta.dirname, '.cache/pages');
const site = join(import.meta.dirname, '../dist');
const base = process.env.DOCS_BASE ?? '/';

/** Builds the site into `docs/dist`. Answers whether it is in order, and prints what is not. */
export async function build() {
  stage(pages, repositoryFiles());
  await writeApi(join(pages, 'api'));
  await buildSite(import.meta.dirname);
  const problems = problemsOf(site, base);
  if (problems.length === 0) problems.push(...(await problemsInBrowser(site, base)));
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`The site is in ${site}.`);
  return problems.length === 0;
}

/** Shows the site that was built, until the process is ended. */
export async function serve() {
  await serveSite({ root: import.meta.dirname, base });
}

/** Every file that is in git or would be added to it. */
function repositoryFiles() {
  const output = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  return output.split('\0').filter((file) => file !== '');
}
