import { deflateSync } from 'node:zlib';
import {
  combinations,
  customerTags,
  routeTags,
  statusTags,
} from '../harness/hundred-thousand-tags.mjs';

/** A full payload of v2 series: as many points as one may have, each in a series of its own. */
export const seriesPerPayload = 10_000;

/** The bytes on the wire, in deflate. Values have one to four digits, without a pattern. */
export function makePayload() {
  const timestamp = Math.floor(Date.now() / 1000);
  const series = combinations.slice(0, seriesPerPayload).map((combination, index) => ({
    metric: 'http.requests',
    type: 1,
    interval: 10,
    points: [{ timestamp, value: 1 + (((index + 1) * 48_271) % 10 ** (1 + (index % 4))) }],
    tags: [
      customerTags[combination.customer],
      routeTags[combination.route],
      statusTags[combination.status],
    ],
    resources: [{ type: 'host', name: 'web-7' }],
  }));
  return deflateSync(JSON.stringify({ series }));
}
