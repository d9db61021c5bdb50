import type { Cluster } from 'node:cluster';

/** The module, loaded now if it was not. */
export function nodeCluster(): Cluster {
  // What is declared is what `import *` would give.
  return process.getBuiltinModule('node:cluster') as unknown as Cluster;
}

/** Whether the program has loaded it, as all do that have workers: it costs some milliseconds. */
export function isClusterLoaded(): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes('NativeModule cluster') ?? true;
}
