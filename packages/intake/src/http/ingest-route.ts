import { decodeAgentIntake } from '../decode/agent-intake.js';
import { decodeCheckRun } from '../decode/check-run.js';
import {
  decodeDistributionEntry,
  decodeDistributionPoints,
} from '../decode/distribution-points.js';
import { decodeEventV1 } from '../decode/event-v1.js';
import { decodeEventV2 } from '../decode/event-v2.js';
import type { EntryDecoder } from '../decode/fields.js';
import { emptyPayload, type JsonDecoder, type ProtoDecoder } from '../decode/payload.js';
import { decodeSeriesProto } from '../decode/series-proto.js';
import { decodeEntryV1, decodeSeriesV1 } from '../decode/series-v1.js';
import { decodeEntryV2, decodeSeriesV2 } from '../decode/series-v2.js';
import { decodeSketchesProto } from '../decode/sketches-proto.js';
import { type PayloadLimits, seriesV1Limits, seriesV2Limits } from '../rules/payload-limits.js';
import { type Answer, jsonApiRefusal } from './answer.js';
import { acceptedEventV1, acceptedEventV2 } from './event-answer.js';
import { Refusal } from './refusal.js';
import type { Stored } from './storing.js';

/** One way in: where, how much, in which form, and what a taken payload is answered with. */
export interface IngestRoute {
  readonly path: string;
  readonly limits: PayloadLimits;
  readonly decodeJson: JsonDecoder;
  /** Where a body is a list of series, which may be long: one of them. */
  readonly decodeEntry?: EntryDecoder;
  /** Left out where nothing but JSON is taken. */
  readonly decodeProto?: ProtoDecoder;
  /** Body of the 202. */
  readonly accepted: (stored: Stored) => string;
  /** Left out: refused as most routes are. */
  readonly refused?: (refusal: Refusal) => Answer;
}

const statusOk = (): string => '{"status":"ok"}';
const noErrors = (): string => '{"errors":[]}';

/** Routes whose limits are not documented have those of v1 series, the widest that are. */
export const ingestRoutes: readonly IngestRoute[] = [
  {
    path: '/api/v2/series',
    limits: seriesV2Limits,
    decodeJson: (body) => ({ ...emptyPayload, series: decodeSeriesV2(body) }),
    decodeEntry: decodeEntryV2,
    decodeProto: function* (body, fromAgent) {
      return { ...emptyPayload, series: yield* decodeSeriesProto(body, fromAgent) };
    },
    accepted: noErrors,
  },
  {
    path: '/api/v1/series',
    limits: seriesV1Limits,
    decodeJson: (body) => ({ ...emptyPayload, series: decodeSeriesV1(body) }),
    decodeEntry: decodeEntryV1,
    accepted: statusOk,
  },
  {
    path: '/api/v1/distribution_points',
    limits: seriesV1Limits,
    decodeJson: (body) => ({ ...emptyPayload, series: decodeDistributionPoints(body) }),
    decodeEntry: decodeDistributionEntry,
    accepted: statusOk,
  },
  {
    path: '/api/beta/sketches',
    limits: seriesV1Limits,
    decodeJson: refuseJson,
    decodeProto: function* (body) {
      return { ...emptyPayload, sketches: yield* decodeSketchesProto(body) };
    },
    accepted: statusOk,
  },
  {
    path: '/api/v1/events',
    limits: seriesV1Limits,
    decodeJson: decodeEventV1,
    accepted: acceptedEventV1,
  },
  {
    path: '/api/v2/events',
    limits: seriesV1Limits,
    decodeJson: decodeEventV2,
    accepted: acceptedEventV2,
    refused: jsonApiRefusal,
  },
  {
    path: '/api/v1/check_run',
    limits: seriesV1Limits,
    decodeJson: decodeCheckRun,
    accepted: statusOk,
  },
  { path: '/intake', limits: seriesV1Limits, decodeJson: decodeAgentIntake, accepted: statusOk },
  // What an Agent tells of itself and its host: taken, and nothing of it kept.
  { path: '/api/v1/metadata', limits: seriesV1Limits, decodeJson: takeAll, accepted: statusOk },
  {
    path: '/api/v2/host_metadata',
    limits: seriesV1Limits,
    decodeJson: takeAll,
    accepted: statusOk,
  },
];

/** Whether payloads are taken there. */
export function isIngestPath(path: string): boolean {
  return ingestRoutes.some((route) => route.path === path);
}

function refuseJson(): never {
  throw new Refusal(415, 'sketches are taken as application/x-protobuf only');
}

function takeAll(): typeof emptyPayload {
  return emptyPayload;
}
