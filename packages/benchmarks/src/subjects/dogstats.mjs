import { DogStats } from 'dogstats';
import { nullSink } from '../harness/null-sink.mjs';

export const title = 'dogstats';
export const door = 'call';

export function open() {
  const client = new DogStats();
  client.start({ sink: nullSink, autoFlush: false, env: {} });
  return {
    client,
    recorded: () => {
      const { recorded, dropped } = client.stats();
      return Object.values(dropped).reduce((left, calls) => left - calls, recorded);
    },
    settle: () => client.flush(),
  };
}
