import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

export interface PageAsset {
  readonly contentType: string;
  readonly body: Buffer;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Found by the package's name: how deep this module lies depends on how it was built. */
const manifest = createRequire(import.meta.url).resolve('@dogstats/intake/package.json');
const folder = join(dirname(manifest), 'page');

let assets: ReadonlyMap<string, PageAsset> | undefined;

/**
 * The files of the page by their path in the URL, read at first use.
 *
 * Requests are looked up here and never become a path in the file system.
 */
export function pageAssets(): ReadonlyMap<string, PageAsset> {
  assets ??= readAssets();
  return assets;
}

function readAssets(): Map<string, PageAsset> {
  const found = new Map<string, PageAsset>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined) continue;
    const path = `/${name.replaceAll('\\', '/')}`;
    found.set(path === '/index.html' ? '/' : path, {
      contentType,
      body: readFileSync(join(folder, name)),
    });
  }
  return found;
}
