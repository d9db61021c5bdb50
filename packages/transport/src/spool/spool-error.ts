import { DogStatsError } from '@dogstats/core';

const adviceByCode: { readonly [code: string]: string } = {
  ENOSPC: 'make room on the disk',
  EDQUOT: 'make room on the disk',
  EROFS: 'the file system is read-only: set spool.dir to a folder that can be written',
  EACCES: 'let this user write there, or set spool.dir to another folder',
  EPERM: 'let this user write there, or set spool.dir to another folder',
  ENOTDIR: 'spool.dir has to be a folder',
  EEXIST: 'spool.dir has to be a folder',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
  ERR_ACCESS_DENIED:
    'the permission model of Node.js forbids it: run with --allow-fs-read and --allow-fs-write for it',
};

/** What to say when the disk did not do what it should. */
export function spoolError(directory: string, error: unknown): DogStatsError {
  const { code, message } = error as NodeJS.ErrnoException;
  const advice = adviceByCode[code ?? ''];
  const remedy = advice === undefined ? '' : ` (${advice})`;
  return new DogStatsError(
    'ERR_SPOOL',
    `the spool in ${directory} can't be used: ${code ?? message}${remedy}; delivery goes on from memory`,
  );
}

/** What to say when the disk is nearly full. */
export function diskFullError(directory: string): DogStatsError {
  return new DogStatsError(
    'ERR_SPOOL',
    `the disk of the spool in ${directory} is over 80 % full, so nothing is added (make room on the disk); delivery goes on from memory`,
  );
}
