/** An instance with something to send when the program has nothing left to do. */
export interface FlushesAtExit {
  /** Sends what is left; does nothing when nothing came since the last time. */
  flushAtExit(): Promise<void>;
}

const instances = new Set<FlushesAtExit>();

// One listener for the process, however many instances there are.
function flushAll(): void {
  for (const instance of instances) void instance.flushAtExit();
}

/** Flushes an instance when the program comes to its end by itself. */
export function addExitFlush(instance: FlushesAtExit): void {
  if (instances.size === 0) process.on('beforeExit', flushAll);
  instances.add(instance);
}

export function removeExitFlush(instance: FlushesAtExit): void {
  instances.delete(instance);
  if (instances.size === 0) process.off('beforeExit', flushAll);
}
