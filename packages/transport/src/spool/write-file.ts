import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinished } from './file-name.js';

/** With the permission model on, Node.js forbids fsync; then each write reaches the disk by itself. */
const writesThrough = process.permission !== undefined;

/** Not on all systems. */
const { O_SYNC = 0 } = constants as { O_SYNC?: number };

const newFile =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (writesThrough ? O_SYNC : 0);

/**
 * Writes a file that is there as a whole or not at all, whenever the process or the machine stops:
 * under another name first, and on the disk before it gets its own.
 */
export async function writeDurably(
  directory: string,
  name: string,
  contents: Uint8Array,
): Promise<void> {
  const path = join(directory, name);
  let file: FileHandle | undefined;
  try {
    file = await open(path + unfinished, newFile, 0o600);
    await file.writeFile(contents);
    if (!writesThrough) await file.sync();
    await file.close();
    file = undefined;
    await rename(path + unfinished, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await unlink(path + unfinished).catch(() => undefined);
    throw error;
  }
  await syncDirectory(directory);
}

/** The same at once, for a process that is about to end. */
export function writeDurablySync(directory: string, name: string, contents: Uint8Array): void {
  const path = join(directory, name);
  let file: number | undefined;
  try {
    file = openSync(path + unfinished, newFile, 0o600);
    for (let from = 0; from < contents.length; ) from += writeSync(file, contents, from);
    if (!writesThrough) fsyncSync(file);
    closeSync(file);
    file = undefined;
    renameSync(path + unfinished, path);
  } catch (error) {
    quietly(() => file !== undefined && closeSync(file));
    quietly(() => unlinkSync(path + unfinished));
    throw error;
  }
  quietly(() => {
    const directoryFile = openSync(directory, 'r');
    fsyncSync(directoryFile);
    closeSync(directoryFile);
  });
}

/** Makes a name survive a power failure, too; not all systems can do that to a directory. */
async function syncDirectory(directory: string): Promise<void> {
  try {
    const file = await open(directory, 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch {
    // The file is there all the same.
  }
}

/** Does what may fail without anything following from it. */
export function quietly(work: () => unknown): void {
  try {
    work();
  } catch {
    // Nothing follows from it.
  }
}
