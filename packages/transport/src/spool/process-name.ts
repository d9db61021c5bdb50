import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who a directory of the spool belongs to, as its name says. */
export interface ProcessName {
  /** Machine and, on Linux, boot and pid namespace: where process numbers mean the same. */
  readonly host: string;
  readonly pid: number;
  /** When the process started, in ticks since boot; 0 where nobody says. */
  readonly start: number;
}

const pattern = /^([a-z0-9.]{1,80})-(\d+)-(\d+)-[0-9a-f]{8}$/;
const releasedPattern = /^released-[0-9a-f]{8}$/;

/** The process that this code runs in. */
export function thisProcess(): ProcessName {
  const name = hostname()
    .toLowerCase()
    .replace(/[^a-z0-9.]/g, '')
    .slice(0, 60);
  return { host: `${name}.${kernelToken()}`, pid: process.pid, start: statOf('self')?.start ?? 0 };
}

/** A fresh name for a directory: each sink has its own, those of worker threads too. */
export function directoryName({ host, pid, start }: ProcessName): string {
  return `${host}-${pid}-${start}-${randomBytes(4).toString('hex')}`;
}

/** A fresh name for a directory that belongs to nobody. */
export function releasedName(): string {
  return `released-${randomBytes(4).toString('hex')}`;
}

/** Whose a directory is; `undefined` if its name is none of ours. */
export function ownerOf(directory: string): ProcessName | 'nobody' | undefined {
  if (releasedPattern.test(directory)) return 'nobody';
  const [, host, pid, start] = pattern.exec(directory) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid), start: Number(start) };
}

/**
 * Whether a process of this very host and pid namespace still runs; `undefined` for one of another,
 * and where nobody tells processes apart that had the same number.
 */
export function isRunning(owner: ProcessName, self: ProcessName): boolean | undefined {
  if (owner.host !== self.host || self.start === 0) return undefined;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // Anything else than "no such process" says that there is one.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  const stat = statOf(owner.pid);
  // It may be hidden from us.
  return stat === undefined || (stat.start === owner.start && !stat.isZombie);
}

/** Changes with the boot of the machine and with the pid namespace. */
function kernelToken(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
    const namespace = readlinkSync('/proc/self/ns/pid');
    return createHash('sha256').update(boot).update(namespace).digest('hex').slice(0, 12);
  } catch {
    return 'any';
  }
}

/**
 * From /proc/<pid>/stat, behind the name of the program, which may hold anything: the state, and in
 * field 22 the start. `undefined` where there is no such file.
 */
function statOf(
  pid: number | 'self',
): { readonly start: number; readonly isZombie: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { start: Number(fields[19]), isZombie: fields[0] === 'Z' };
  } catch {
    return undefined;
  }
}
