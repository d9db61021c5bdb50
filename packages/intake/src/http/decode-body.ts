import { type BodyFormat, bodyFormat } from '../decode/content-type.js';
import type { DecodedSeries } from '../decode/decoded-series.js';
import { arrayAt, decodeOnto, type EntryDecoder, objectAt } from '../decode/fields.js';
import { inflateBody } from '../decode/inflate-body.js';
import { parseInPieces } from '../decode/json-pieces.js';
import { parseJson } from '../decode/parse-json.js';
import { emptyPayload, type Payload } from '../decode/payload.js';
import { atOnce, type Steps } from '../steps.js';
import type { IngestRoute } from './ingest-route.js';
import { Refusal } from './refusal.js';

/** A body as it came. */
export interface SentBody {
  readonly body: Buffer;
  /** `Content-Encoding`, '' for none. */
  readonly encoding: string;
  /** `Content-Type`, '' for none. */
  readonly contentType: string;
  /** Unix seconds at which it came. */
  readonly receivedAt: number;
  /** Datadog's own Agent sends it: what it writes is read more leniently. */
  readonly fromAgent: boolean;
}

/** After decompression, what is longer is decoded and stored in slices: some milliseconds of work. */
export const shortRawBytes = 262_144;

/**
 * From the bytes on the wire to what they carry, at once.
 *
 * @throws {Refusal} 400, 413, 415
 */
export function decodeBody(route: IngestRoute, sent: SentBody): Payload {
  const format = formatOf(route, sent);
  const raw = inflateBody(sent.body, sent.encoding, route.limits.maxRawBytes);
  return atOnce(decodeRaw(route, format, raw, sent));
}

/** @throws {Refusal} 415 */
export function formatOf({ decodeProto }: IngestRoute, { contentType }: SentBody): BodyFormat {
  return bodyFormat(contentType, decodeProto !== undefined);
}

/**
 * From decompressed bytes to what they carry.
 *
 * @throws {Refusal} 400
 */
export function* decodeRaw(
  { decodeEntry, decodeJson, decodeProto }: IngestRoute,
  format: BodyFormat,
  raw: Buffer,
  { receivedAt, fromAgent }: SentBody,
): Steps<Payload> {
  if (format === 'protobuf' && decodeProto !== undefined) {
    return yield* decodeProto(raw, fromAgent);
  }
  if (decodeEntry !== undefined && raw.length > shortRawBytes) {
    return { ...emptyPayload, series: yield* decodeLongList(raw, decodeEntry) };
  }
  return decodeJson(parseJson(raw), receivedAt);
}

/**
 * Each piece is decoded as soon as it is parsed: what the parser made of it is short-lived. What is wrong with
 * an entry counts only once the document is known to be JSON, and the list to be the last of its name.
 */
function* decodeLongList(raw: Buffer, decodeEntry: EntryDecoder): Steps<DecodedSeries[]> {
  let decoded: DecodedSeries[] = [];
  let refusal: Refusal | undefined;
  let isSeries = false;
  const document = yield* parseInPieces(raw, {
    begin: (name) => {
      isSeries = name === 'series';
      if (!isSeries) return;
      decoded = [];
      refusal = undefined;
    },
    entries: (entries) => {
      if (isSeries) refusal ??= refusalOf(() => decodeOnto(decoded, entries, decodeEntry));
    },
  });
  arrayAt(objectAt(document, 'the body').series, 'series');
  if (refusal !== undefined) throw refusal;
  return decoded;
}

function refusalOf(decode: () => void): Refusal | undefined {
  try {
    decode();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
