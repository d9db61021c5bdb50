import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Locks of this process, whose number may also be that of one that is gone: in containers it is. */
const own = new Set<string>();

/**
 * Takes a file for this process, by a folder beside it in which a file names the process. One that is
 * left of a process that is gone is taken over.
 *
 * Of several that take it at once one gets it: a folder takes the place of another only while that
 * is empty, and a name that is of one process alone can't be taken away from the next.
 *
 * @param file its real path
 * @returns how to give it up
 * @throws {Error} that says who has it
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  const name = `${process.pid}-${randomUUID()}`;
  const offer = `${lock}.${name}`;
  mkdirSync(offer);
  try {
    writeFileSync(join(offer, name), '');
    clearOfGone(lock);
    renameSync(offer, lock);
  } catch (error) {
    rmSync(offer, { recursive: true, force: true });
    // Another got it meanwhile, and is named.
    clearOfGone(lock);
    throw error;
  }
  own.add(name);
  return () => {
    own.delete(name);
    rmSync(join(lock, name), { force: true });
    removeEmpty(lock);
  };
}

/** @throws {Error} when one is left whose process is alive */
function clearOfGone(lock: string): void {
  for (const name of namesIn(lock)) {
    const owner = Number.parseInt(name, 10);
    if (owner === process.pid ? own.has(name) : isAlive(owner)) {
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

/** Not every system puts a folder in the place of an empty one. Another may have it by now. */
function removeEmpty(lock: string): void {
  try {
    rmdirSync(lock);
  } catch {}
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's, and alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
