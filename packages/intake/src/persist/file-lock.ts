import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isLockName, isOfLiving, lockName, ownerOf } from './lock-name.js';

/**
 * Takes a file for whoever calls it, by a folder beside it in which a file names the process. One that
 * is left of a process that is gone is taken over.
 *
 * Of several that take it at once, be it in threads of one process, one gets it: a folder takes the
 * place of another only while that is empty, and a name that is of one call alone can't be taken away
 * from the next.
 *
 * @param file its real path
 * @returns how to give it up
 * @throws {Error} that says who has it
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  const name = lockName();
  const offer = `${lock}.${name}`;
  mkdirSync(offer);
  try {
    writeFileSync(join(offer, name), '');
    clearOfGone(lock);
    renameSync(offer, lock);
  } catch (error) {
    removeFolder(offer, name);
    // Another got it meanwhile, and is named.
    clearOfGone(lock);
    throw error;
  }
  removeOffersOfGone(lock);
  return () => removeFolder(lock, name);
}

/** @throws {Error} when one is left whose process is alive */
function clearOfGone(lock: string): void {
  for (const name of namesIn(lock)) {
    if (isOfLiving(name)) {
      const owner = ownerOf(name);
      throw new Error(`process ${owner} writes it; if that is no intake, delete ${lock}`);
    }
    rmSync(join(lock, name), { force: true });
  }
  removeEmpty(lock);
}

function namesIn(lock: string): string[] {
  try {
    return readdirSync(lock);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new Error(`${lock} is in the way: if no intake runs, delete it`);
    throw error;
  }
}

/** Those of processes that were killed while they took it. */
function removeOffersOfGone(lock: string): void {
  const prefix = `${basename(lock)}.`;
  for (const entry of readable(dirname(lock))) {
    const name = entry.slice(prefix.length);
    if (!entry.startsWith(prefix) || !isLockName(name) || isOfLiving(name)) continue;
    removeFolder(`${lock}.${name}`, name);
  }
}

/** A folder that one may write into may not be one that one may read. */
function readable(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeFolder(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
  removeEmpty(folder);
}

/** Not every system puts a folder in the place of an empty one. Another may have it by now. */
function removeEmpty(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {}
}
