import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { openPost } from '../open-post.mjs';

export const title = 'floor';

const compress = promisify(deflate);
const seriesPerRequest = 5000;
const seriesPerSlice = 250;

/** One Map, `JSON.stringify` in slices, zlib off the main thread, all requests at once. */
export function open({ url }) {
  const post = openPost(url);
  const counts = new Map();
  return {
    add(value, tags) {
      const key = `http.requests|${tags.join(',')}`;
      const count = counts.get(key);
      if (count === undefined) counts.set(key, { tags, value });
      else count.value += value;
    },
    async flush() {
      const timestamp = Math.floor(Date.now() / 1000);
      const sent = [];
      let slice = [];
      let texts = [];
      let series = 0;
      for (const count of counts.values()) {
        slice.push(seriesOf(count, timestamp));
        count.value = 0;
        series++;
        const isFull = series % seriesPerRequest === 0 || series === counts.size;
        if (slice.length < seriesPerSlice && !isFull) continue;
        texts.push(JSON.stringify(slice).slice(1, -1));
        slice = [];
        if (isFull) {
          sent.push(send(`{"series":[${texts.join(',')}]}`));
          texts = [];
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(sent);
    },
  };

  async function send(text) {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'deflate' };
    await post('/api/v2/series', await compress(text), headers);
  }
}

function seriesOf({ tags, value }, timestamp) {
  return {
    metric: 'http.requests',
    type: 1,
    interval: 10,
    points: [{ timestamp, value }],
    tags,
    resources: [{ type: 'host', name: 'benchmark' }],
  };
}
