import { readFileSync } from 'node:fs';

const schedule = '/proc/self/schedstat';

/**
 * CPU time of the main thread in milliseconds: garbage collection on it counts, its helper threads
 * don't, nor does the time in which another process has the core. Kernels move this clock in steps of
 * up to 4 ms.
 */
export const mainThreadMs = choose();

function choose() {
  if (process.threadCpuUsage !== undefined) {
    return () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    };
  }
  try {
    readSchedule();
    return readSchedule;
  } catch {
    // Neither Node nor the kernel tells threads apart.
    return () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
  }
}

function readSchedule() {
  return Number(readFileSync(schedule, 'latin1').split(' ', 1)[0]) / 1e6;
}
