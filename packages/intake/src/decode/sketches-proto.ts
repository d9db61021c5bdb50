import { Refusal } from '../http/refusal.js';
import { Sketch } from '../sketch/sketch.js';
import type { Steps } from '../steps.js';
import type { DecodedSketches } from './decoded-series.js';
import { ProtoReader } from './proto-reader.js';

const sketchesPerStep = 10;

/** Reads a `SketchPayload`, the body of `POST /api/beta/sketches`. */
export function* decodeSketchesProto(body: Buffer): Steps<DecodedSketches[]> {
  const decoded: DecodedSketches[] = [];
  const payload = new ProtoReader(body);
  for (let field = payload.next(); field !== 0; field = payload.next()) {
    if (field === 1) decoded.push(yield* decodeSketches(payload.message(), decoded.length));
    else payload.skip();
  }
  return decoded;
}

/** The field before `dogsketches`, of sketches in an older form, is not read: no Agent sends it. */
function* decodeSketches(series: ProtoReader, index: number): Steps<DecodedSketches> {
  const tags: string[] = [];
  const timestamps: number[] = [];
  const sketches: Sketch[] = [];
  let metric = '';
  let host = '';
  for (let field = series.next(); field !== 0; field = series.next()) {
    if (field === 1) metric = series.string();
    else if (field === 2) host = series.string();
    else if (field === 4) tags.push(series.string());
    else if (field === 7) {
      const { timestamp, sketch } = decodeSketch(series.message(), index, sketches.length);
      timestamps.push(timestamp);
      sketches.push(sketch);
    } else series.skip();
    if (sketches.length % sketchesPerStep === 0) yield;
  }
  return { metric, host, tags, timestamps, sketches };
}

function decodeSketch(
  sketch: ProtoReader,
  index: number,
  at: number,
): { timestamp: number; sketch: Sketch } {
  const keys: number[] = [];
  const counts: number[] = [];
  let timestamp = 0;
  let count = 0;
  let min = 0;
  let max = 0;
  let sum = 0;
  for (let field = sketch.next(); field !== 0; field = sketch.next()) {
    if (field === 1) timestamp = sketch.int64();
    else if (field === 2) count = sketch.int64();
    else if (field === 3) min = sketch.double();
    else if (field === 4) max = sketch.double();
    else if (field === 6) sum = sketch.double();
    else if (field === 7) sketch.sint32s(keys);
    else if (field === 8) sketch.uint32s(counts);
    else sketch.skip();
  }
  const inBins = counts.reduce((total, one) => total + one, 0);
  if (keys.length === counts.length && inBins === count) {
    return { timestamp, sketch: Sketch.ofBins({ count, min, max, sum }, keys, counts) };
  }
  const where = `sketches[${index}].dogsketches[${at}]`;
  const bins = `${keys.length} keys, ${counts.length} counts, ${inBins} samples`;
  throw new Refusal(400, `${where} must have bins for its ${count} samples, got ${bins}`);
}
