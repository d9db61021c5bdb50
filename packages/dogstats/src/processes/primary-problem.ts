import { isMainThread } from 'node:worker_threads';
import { nodeCluster } from './node-cluster.js';

/** What is wrong with `sink: 'primary'` in this process; `undefined` when it has a primary. */
export function primaryProblem(): string | undefined {
  if (!isMainThread || nodeCluster().isWorker) return undefined;
  return "sink 'primary' is for workers, and this process is neither a worker of node:cluster nor a worker thread: leave sink out in the primary";
}
