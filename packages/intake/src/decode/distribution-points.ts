import type { DecodedSeries } from './decoded-series.js';
import {
  arrayAt,
  objectAt,
  optionalStringAt,
  seriesOf,
  stringAt,
  tagsAt,
  wrong,
} from './fields.js';
import { pairAt } from './series-v1.js';

/** Reads the body of `POST /api/v1/distribution_points`. */
export function decodeDistributionPoints(body: unknown): DecodedSeries[] {
  return seriesOf(body).map((entry, index) => decodeEntry(entry, `series[${index}]`));
}

function decodeEntry(entry: unknown, where: string): DecodedSeries {
  const fields = objectAt(entry, where);
  const type = optionalStringAt(fields.type, `${where}.type`);
  if (type !== '' && type !== 'distribution') {
    throw wrong(`${where}.type`, '"distribution"', type);
  }
  const device = optionalStringAt(fields.device, `${where}.device`);
  const tags = tagsAt(fields.tags, `${where}.tags`);
  return {
    metric: stringAt(fields.metric, `${where}.metric`),
    type: 'distribution',
    host: optionalStringAt(fields.host, `${where}.host`),
    tags: device === '' ? tags : [...tags, `device:${device}`],
    interval: 0,
    resources: 0,
    ...decodeSamples(arrayAt(fields.points, `${where}.points`), where),
  };
}

/** Points are `[seconds, [sample, …]]`; each sample becomes an entry of its own. */
function decodeSamples(
  points: readonly unknown[],
  where: string,
): Pick<DecodedSeries, 'timestamps' | 'values'> {
  const timestamps: number[] = [];
  const values: number[] = [];
  for (const [index, point] of points.entries()) {
    const place = `${where}.points[${index}]`;
    const [timestamp, samples] = pairAt(point, place);
    if (typeof timestamp !== 'number') throw wrong(`${place}[0]`, 'unix seconds', timestamp);
    for (const [position, sample] of arrayAt(samples, `${place}[1]`).entries()) {
      if (typeof sample !== 'number') throw wrong(`${place}[1][${position}]`, 'a number', sample);
      timestamps.push(Math.floor(timestamp));
      values.push(sample);
    }
  }
  return { timestamps, values };
}
