import { DogStats } from '../dog-stats.js';
import type { Logger } from '../logger.js';
import { type Check, failed, ok, unseen } from './check.js';
import { timed } from './timed.js';

const metric = 'dogstats.doctor';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Sends a point the way a program does. */
export const testPoint: Check = {
  name: 'test point',
  async run({ env, ca, apiKey, isBlocked, timeoutMs }) {
    if (isBlocked || apiKey === undefined) return unseen;
    const dogStats = new DogStats();
    dogStats.start({ env, ca, logger: silent, autoFlush: false, disabled: false });
    try {
      dogStats.gauge(metric, 1);
      const { value: report, took } = await timed(dogStats.flush({ timeoutMs }));
      if (report.ok) return ok(`accepted (${took}): look for ${metric}`);
      const [error] = report.errors;
      return failed(
        error?.message ?? `no answer within ${timeoutMs} ms`,
        'mend what is named there, and run this again',
      );
    } finally {
      await dogStats.close({ timeoutMs: 0 });
    }
  },
};
