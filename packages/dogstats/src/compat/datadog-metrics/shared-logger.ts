import { logError } from './log.js';
import { BufferedMetricsLogger } from './logger.js';
import type { BufferedMetricsLoggerOptions } from './types.js';

let logger: BufferedMetricsLogger | undefined;

/** Sets up what the functions of the module use. Flushes every 15 seconds unless told otherwise. */
export function init(options?: BufferedMetricsLoggerOptions): void {
  const next = new BufferedMetricsLogger({ flushIntervalSeconds: 15, ...options });
  // What the one before holds is sent; theirs forgets to stop it.
  void logger?.stop().catch(() => undefined);
  logger = next;
}

/** Sends what is held. */
export const flush: BufferedMetricsLogger['flush'] = (...callbacks) => shared().flush(...callbacks);

/** Stops to flush by itself, and flushes. */
export const stop: BufferedMetricsLogger['stop'] = async (options) => logger?.stop(options);

export const gauge: BufferedMetricsLogger['gauge'] = (...call) => shared().gauge(...call);

export const increment: BufferedMetricsLogger['increment'] = (...call) =>
  shared().increment(...call);

export const histogram: BufferedMetricsLogger['histogram'] = (...call) =>
  shared().histogram(...call);

export const distribution: BufferedMetricsLogger['distribution'] = (...call) =>
  shared().distribution(...call);

/** The logger of the module, made at the first use. Without a key it holds what it gets. */
function shared(): BufferedMetricsLogger {
  if (logger === undefined) {
    try {
      init();
    } catch (error) {
      // A missing key must not break the request that counts something: flush() says so.
      logError(`metrics are held, but not sent: ${(error as Error).message}`);
      logger = new BufferedMetricsLogger({ reporter: { report: () => Promise.reject(error) } });
    }
  }
  return logger as BufferedMetricsLogger;
}
