import { randomUUID } from 'node:crypto';
import { ChouetteClient, RedisSink } from '@dogstats/redis';

const tags = { env: 'bench', service: 'api', version: '1' };
const waiting = { signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY };

/** Start of a bucket that is over, unix seconds. */
export const bucket = Math.floor(Date.now() / 10_000) * 10 - 60;

const ids = 'chouette:metrics:raw.keys';
const bodies = 'chouette:metrics:raw.values';

/**
 * Ways to put records into Redis. `open(client)` answers a function that writes a thousand records of
 * a hundred series and resolves when Redis has them.
 *
 * `times`: how many thousands a round has, so that a round takes about a second.
 */
export const writers = {
  'RedisSink, 1,000 points of one flush': {
    times: 60,
    open: (client) => {
      const sink = new RedisSink({ client, maxRecords: 1e9 });
      const points = thousand((series) => ({
        type: 'count',
        context: { type: 'count', name: `m${series}`, host: '', tags: tagList },
        bucketStart: bucket,
        interval: 10,
        samples: 1,
        state: { sum: 1 },
      }));
      return async () => {
        const { accepted } = await sink.write({ points }, waiting);
        if (accepted !== 1000) throw new Error(`accepted ${accepted} of 1000`);
      };
    },
  },
  'ChouetteClient, 1,000 calls of one turn': {
    times: 60,
    open: (client) => {
      const chouette = new ChouetteClient({ client, maxRecords: 1e9 });
      return async () => {
        const written = await Promise.all(
          thousand((series) => chouette.count(`m${series}`, 1, bucket, tags)),
        );
        if (written.includes(null)) throw new Error('a record was lost');
      };
    },
  },
  'floor: one transaction of 1,000, nothing checked': {
    times: 60,
    open: (client) => () => {
      const add = ['ZADD', ids];
      const set = ['HSET', bodies];
      for (const { id, body } of thousand(plainRecord)) {
        add.push(String(bucket), id);
        set.push(id, body);
      }
      return client.multi().addCommand(add).addCommand(set).exec();
    },
  },
  'a transaction for each record, 1,000 at once': {
    times: 20,
    open: (client) => () => Promise.all(thousand((series) => writePlainly(client, series))),
  },
  'a transaction for each record, each awaited': {
    times: 4,
    open: (client) => async () => {
      for (let index = 0; index < 1000; index++) await writePlainly(client, index % 100);
    },
  },
};

const tagList = Object.entries(tags).map(([key, value]) => `${key}:${value}`);

function thousand(make) {
  return Array.from({ length: 1000 }, (_, index) => make(index % 100));
}

function plainRecord(series) {
  const body = { metric: `m${series}`, type: 'count', value: 1, timestamp: bucket, tags };
  return { id: randomUUID(), body: JSON.stringify(body) };
}

function writePlainly(client, series) {
  const { id, body } = plainRecord(series);
  return client.multi().zAdd(ids, { score: bucket, value: id }).hSet(bodies, id, body).exec();
}
