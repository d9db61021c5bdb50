import { readFileSync } from 'node:fs';

/** Of this package. Its manifest is beside the folder of what is run, bundled or not. */
export function version(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
