import { ManualClock } from '@dogstats/core/testing';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { onTestFinished } from 'vitest';

/** A started instance on a manual clock, without anything of the real environment. */
export function makeDogStats(options: DogStatsOptions = {}): {
  dogStats: DogStats;
  clock: ManualClock;
  messages: string[];
} {
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);
  const dogStats = new DogStats();
  dogStats.start({
    env: {},
    host: 'web-1',
    random: () => 0.5,
    clock,
    logger: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  onTestFinished(async () => {
    const closing = dogStats.close({ timeoutMs: 0 });
    await clock.advance(0);
    await clock.advance(1000);
    await closing;
  });
  return { dogStats, clock, messages };
}

/** Asserts-friendly form of the promise recorded = accepted + retained + dropped. */
export function missing(stats: ReturnType<DogStats['stats']>): number {
  const dropped = Object.values(stats.dropped).reduce((sum, calls) => sum + calls, 0);
  return stats.recorded - stats.accepted - stats.retained - dropped;
}
