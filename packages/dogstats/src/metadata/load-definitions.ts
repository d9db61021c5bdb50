import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isCatalogue } from '../catalogue/is-catalogue.js';
import type { MetricDefinitions } from '../catalogue/metric-definition.js';

/**
 * The metrics that a module defines: those of every catalogue it exports.
 *
 * @throws {Error} when it can't be loaded, or exports none; says what to do.
 */
export async function loadDefinitions(file: string): Promise<MetricDefinitions> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`there is no file ${file}`);
  const catalogues = Object.values(await load(path, file)).filter(isCatalogue);
  if (catalogues.length === 0)
    throw new Error(`${file} exports nothing that defineMetrics() made: export the catalogue`);
  return Object.assign({}, ...catalogues.map(({ definitions }) => definitions));
}

async function load(path: string, file: string): Promise<object> {
  try {
    return (await import(pathToFileURL(path).href)) as object;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isTypeScript = code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?$/.test(file);
    throw new Error(
      isTypeScript
        ? `this Node.js does not load ${file}: name the module that it is compiled to`
        : `${file} can't be loaded: ${message}`,
      { cause: error },
    );
  }
}
