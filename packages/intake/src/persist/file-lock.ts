import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';

/**
 * Takes a file for this process, by a file beside it that names the process. One that is left of a
 * process that is gone is taken over.
 *
 * @returns how to give it up
 * @throws {Error} that says who has it
 */
export function lockFile(file: string): () => void {
  const lock = `${file}.lock`;
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const owner = Number(readFileSync(lock, 'utf8'));
    if (isAlive(owner)) throw new Error(`process ${owner} writes it: see ${lock}`);
    writeFileSync(lock, String(process.pid));
  }
  return () => unlinkSync(lock);
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
