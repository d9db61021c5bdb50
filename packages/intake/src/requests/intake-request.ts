import type { Drop } from '../rules/drop.js';
import type { Evicted } from '../store/evicted.js';

/** One request that reached an ingest route, and what became of it. */
export interface IntakeRequest {
  method: string;
  path: string;
  /** HTTP status of the answer, which a fault may have kept from the client; 0: there was none. */
  status: number;
  /** `Content-Encoding` as sent, '' when there was none. */
  encoding: string;
  /** `Content-Type` as sent, '' when there was none. */
  contentType: string;
  /** Bytes of the body on the wire. */
  wireBytes: number;
  /** Bytes of the body after decompression; 0 when it was not decompressed. */
  rawBytes: number;
  /** Whose it was; '' when it named no tenant, or was refused before that was known. */
  tenant: string;
  /** Series in the payload, contexts with sketches included; 0 when it could not be read. */
  series: number;
  /** Points (of distributions: samples) in the payload. */
  points: number;
  /** Events in the payload. */
  events: number;
  /** Runs of service checks in the payload. */
  checks: number;
  /** Unix milliseconds. */
  receivedAt: number;
  /** Why it was refused; empty when it was taken. */
  errors: string[];
  /** What a taken payload lost all the same. */
  dropped: Drop[];
  /** What was forgotten to make room for it: see `maxSeries` and `maxPoints`. */
  evicted: Evicted;
  /** Name of the fault that was played on it. */
  fault?: string;
}
