import { now } from './client.js';
import { metricPayload, sketchPayload } from './proto-writer.js';

/** What an Agent sends in one flush: 120 series of its own checks, and one distribution. */
export const agentSeries: Buffer = metricPayload(
  Array.from({ length: 120 }, (_, n) => ({
    metric: `system.disk.metric_${n % 12}`,
    type: n % 3 === 0 ? 2 : 3,
    points: [
      [now - 12, n / 4],
      [now - 2, n / 2],
    ],
    tags: [`device_name:sd${n}`, 'env:test', 'url:https://example.com/a?b=c'],
    host: 'web-7',
    ...(n % 2 === 0 ? { device: `sd${n}` } : {}),
    interval: 10,
  })),
);

/** Of 1, 2, 2, 10 and 100: keys as the Agent has them. */
export const agentSketches: Buffer = sketchPayload([
  {
    metric: 'shop.latency',
    host: 'web-7',
    tags: ['env:test'],
    sketches: [
      {
        at: now - 2,
        bins: [
          [1_338, 1],
          [1_383, 2],
          [1_487, 1],
          [1_635, 1],
        ],
        min: 1,
        max: 100,
        sum: 115,
      },
    ],
  },
]);
