import { DogStats } from 'dogstats';

export const title = 'dogstats';
export const door = 'call';

/** Takes everything at once and keeps nothing. */
const nullSink = {
  mode: 'replace',
  async write({ points }) {
    let accepted = 0;
    for (const point of points) accepted += point.samples;
    return { accepted, dropped: {}, possiblyDuplicated: 0, errors: [] };
  },
  async close() {},
};

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
