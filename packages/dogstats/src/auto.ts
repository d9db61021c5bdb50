import { isMainThread } from 'node:worker_threads';
import { dogStats } from './global.js';

// For `node --import dogstats/auto app.js`: starts the instance that the program shares, from the
// environment. Worker threads inherit `--import`; with host and tags in common with the main thread
// their series would overwrite its.
if (isMainThread) {
  try {
    dogStats.start();
  } catch (error) {
    // Metrics are no reason for a program not to start.
    console.error(error instanceof Error ? error.message : error);
  }
}
