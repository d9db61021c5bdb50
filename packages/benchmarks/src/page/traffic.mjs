import { deflateSync } from 'node:zlib';

/** Ten contexts of each of a thousand metrics: counts, gauges and distributions. */
export const metrics = 1_000;
export const contexts = 10 * metrics;

const seriesPerPayload = 5_000;
const samples = [3, 5, 8, 13, 40];

/** Sends a point of each context. @param timestamp unix seconds */
export async function sendAll(url, timestamp) {
  const series = [];
  const distributions = [];
  for (let index = 0; index < contexts; index++) {
    const tags = [`route:/r${Math.floor(index / metrics)}`, `zone:${index % 3}`];
    const value = Math.round(50 + 40 * Math.sin(timestamp / 60 + index) + (index % 7));
    if (index % metrics < 200) {
      distributions.push({
        metric: `app.time${index % metrics}`,
        points: [[timestamp, samples.map((sample) => sample + value)]],
        tags,
      });
      continue;
    }
    series.push({
      metric: `app.metric${String(index % metrics).padStart(3, '0')}`,
      type: index % metrics < 600 ? 1 : 3,
      interval: 10,
      points: [{ timestamp, value }],
      tags,
    });
  }
  for (let start = 0; start < series.length; start += seriesPerPayload) {
    await post(`${url}/api/v2/series`, series.slice(start, start + seriesPerPayload));
  }
  await post(`${url}/api/v1/distribution_points`, distributions);
}

async function post(url, series) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'deflate',
      'dd-api-key': 'local',
    },
    body: deflateSync(JSON.stringify({ series })),
  });
  if (answer.status !== 202) throw new Error(`${url} answered ${answer.status}`);
  await answer.text();
}
