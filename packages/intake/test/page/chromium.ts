import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Path of the browser, if there is one: DOGSTATS_CHROMIUM, else `chromium` on PATH. */
export function findChromium(): string | undefined {
  const given = process.env['DOGSTATS_CHROMIUM'];
  if (given !== undefined && given !== '') return given;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
}

/**
 * Whether to skip what needs the browser. Says how to get one, and refuses to skip where the
 * services are promised.
 */
export function skipWithoutChromium(): boolean {
  if (findChromium() !== undefined) return false;
  if (process.env['DOGSTATS_INSTALL_SERVICES'] === '1') {
    throw new Error('chromium is missing, and DOGSTATS_INSTALL_SERVICES=1 promises it');
  }
  console.log(
    'skipped: the live page in a browser. Install chromium ("apt-get install chromium") or set ' +
      'DOGSTATS_CHROMIUM to its path.',
  );
  return true;
}
