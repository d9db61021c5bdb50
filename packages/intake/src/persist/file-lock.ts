import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Locks of this process, whose number may also be that of one that is gone: in containers it is. */
const own = new Set<string>();

/**
 * Takes a file for this process, by a file beside it that names the process. One that is left of a
 * process that is gone is taken over.
 *
 * @returns how to give it up
 * @throws {Error} that says who has it
 */
export function lockFile(file: string): () => void {
  const lock = resolve(`${file}.lock`);
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(lock, 'utf8'));
    if (owner === process.pid ? own.has(lock) : isAlive(owner)) {
      throw new Error(`process ${owner} writes it; if that is no intake, delete ${lock}`);
    }
    writeFileSync(lock, String(process.pid));
  }
  own.add(lock);
  return () => {
    own.delete(lock);
    rmSync(lock, { force: true });
  };
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
