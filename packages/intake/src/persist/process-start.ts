import { readFileSync } from 'node:fs';

/**
 * When a process started: what tells it from an earlier one of the same number, the same for all of
 * its threads. Nothing when it has ended; `unknown` where the system doesn't say, which only Linux does.
 */
export function processStart(pid: number): string | undefined {
  return isThere(pid) ? startOf(pid) : undefined;
}

/** From /proc/<pid>/stat, behind the name of the program, which may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and nobody asked yet how.
    if (state === 'Z') return undefined;
    // Ticks since the boot, of which there may be others.
    return `${fields[18]}.${bootName()}`;
  } catch {
    return 'unknown';
  }
}

/** Its first digits are enough. */
function bootName(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return '';
  }
}

function isThere(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's, and alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
