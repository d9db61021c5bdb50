import type { Decoder } from '../decode/decoded-series.js';
import { decodeDistributionPoints } from '../decode/distribution-points.js';
import { decodeSeriesV1 } from '../decode/series-v1.js';
import { decodeSeriesV2 } from '../decode/series-v2.js';
import { type PayloadLimits, seriesV1Limits, seriesV2Limits } from '../rules/payload-limits.js';

/** One way in: where, how much, in which form, and what a taken payload is answered with. */
export interface IngestRoute {
  readonly path: string;
  readonly limits: PayloadLimits;
  readonly decode: Decoder;
  /** Body of the 202. */
  readonly accepted: string;
}

export const ingestRoutes: readonly IngestRoute[] = [
  {
    path: '/api/v2/series',
    limits: seriesV2Limits,
    decode: decodeSeriesV2,
    accepted: '{"errors":[]}',
  },
  {
    path: '/api/v1/series',
    limits: seriesV1Limits,
    decode: decodeSeriesV1,
    accepted: '{"status":"ok"}',
  },
  {
    path: '/api/v1/distribution_points',
    limits: seriesV1Limits,
    decode: decodeDistributionPoints,
    accepted: '{"status":"ok"}',
  },
];
