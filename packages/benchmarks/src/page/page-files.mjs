import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = createRequire(import.meta.url).resolve('@dogstats/intake/package.json');
const folder = join(dirname(manifest), 'page');

/** How many files the live page is made of, and how large they are together. */
export function sizeOfPage() {
  // Licences are there to be read, not loaded.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(html|css|js|svg)$/.test(name),
  );
  const bytes = files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0);
  return { files: files.length, bytes };
}
