import type { Drop } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';

/** One request that reached an ingest route, and what became of it. */
export interface IntakeRequest {
  method: string;
  path: string;
  /** HTTP status answered; 0 when there was no answer. */
  status: number;
  /** `Content-Encoding` as sent, '' when there was none. */
  encoding: string;
  /** `Content-Type` as sent, '' when there was none. */
  contentType: string;
  /** Bytes of the body on the wire. */
  wireBytes: number;
  /** Bytes of the body after decompression; 0 when it was not decompressed. */
  rawBytes: number;
  /** Series in the payload; 0 when it could not be read. */
  series: number;
  /** Points (of distributions: samples) in the payload. */
  points: number;
  /** Unix milliseconds. */
  receivedAt: number;
  /** Why it was refused; empty when it was taken. */
  errors: string[];
  /** What a taken payload lost all the same. */
  dropped: Drop[];
  /** What was forgotten to make room for it: see `maxSeries` and `maxPoints`. */
  evicted: Evicted;
}
