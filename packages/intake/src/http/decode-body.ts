import { bodyFormat } from '../decode/content-type.js';
import { inflateBody } from '../decode/inflate-body.js';
import { parseJson } from '../decode/parse-json.js';
import type { Payload } from '../decode/payload.js';
import type { IngestRoute } from './ingest-route.js';

/** A body as it came. */
export interface SentBody {
  readonly body: Buffer;
  /** `Content-Encoding`, '' for none. */
  readonly encoding: string;
  /** `Content-Type`, '' for none. */
  readonly contentType: string;
  /** Unix seconds at which it came. */
  readonly receivedAt: number;
}

export interface DecodedBody {
  /** Bytes after decompression. */
  readonly rawBytes: number;
  readonly payload: Payload;
}

/**
 * From the bytes on the wire to what they carry.
 *
 * @throws {Refusal} 400, 413, 415
 */
export function decodeBody(
  { limits, decodeJson, decodeProto }: IngestRoute,
  { body, encoding, contentType, receivedAt }: SentBody,
): DecodedBody {
  const format = bodyFormat(contentType, decodeProto !== undefined);
  const raw = inflateBody(body, encoding, limits.maxRawBytes);
  const rawBytes = raw.length;
  if (format === 'protobuf' && decodeProto !== undefined) {
    return { rawBytes, payload: decodeProto(raw) };
  }
  return { rawBytes, payload: decodeJson(parseJson(raw), receivedAt) };
}
