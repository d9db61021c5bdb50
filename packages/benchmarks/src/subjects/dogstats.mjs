import { DogStats, dogStats } from 'dogstats';
import { nullSink } from '../harness/null-sink.mjs';
import { silentLogger } from '../harness/silent-logger.mjs';

export const title = 'dogstats';
export const door = 'call';

/** @param isShared whether it is the instance that a program shares, for what records by that. */
export function open({ maxContexts, disabled = false, isShared = false }) {
  const client = isShared ? dogStats : new DogStats();
  client.start({
    sink: nullSink,
    logger: silentLogger,
    maxContexts,
    disabled,
    autoFlush: false,
    env: {},
  });
  return {
    client,
    recorded: disabled ? undefined : () => recordedCalls(client),
    settle: () => client.flush(),
    close: () => client.close(),
  };
}

/** Calls that were not refused. */
function recordedCalls(client) {
  const { recorded, dropped } = client.stats();
  return Object.values(dropped).reduce((left, calls) => left - calls, recorded);
}
