import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import { emptyPayload, type Payload } from '../decode/payload.js';

/** Of a part: what is stored in a few milliseconds, when all of its series are new. */
const maxEntries = 500;
const maxPoints = 20_000;

/** What `payload` carries, in order, in parts of which each does not take long. */
export function* payloadParts({ series, sketches, events, checks }: Payload): Generator<Payload> {
  for (const part of runsOf(shortSeries(series), pointsOf)) yield { ...emptyPayload, series: part };
  for (const part of runsOf(shortSketches(sketches), pointsOf)) {
    yield { ...emptyPayload, sketches: part };
  }
  for (const part of runsOf(events, one)) yield { ...emptyPayload, events: part };
  for (const part of runsOf(checks, one)) yield { ...emptyPayload, checks: part };
}

const pointsOf = ({ timestamps }: Pick<DecodedSeries, 'timestamps'>): number => timestamps.length;
const one = (): number => 1;

function* runsOf<T>(entries: Iterable<T>, pointsIn: (entry: T) => number): Generator<readonly T[]> {
  let run: T[] = [];
  let points = 0;
  for (const entry of entries) {
    run.push(entry);
    points += pointsIn(entry);
    if (run.length < maxEntries && points < maxPoints) continue;
    yield run;
    run = [];
    points = 0;
  }
  if (run.length > 0) yield run;
}

function* shortSeries(series: readonly DecodedSeries[]): Generator<DecodedSeries> {
  for (const each of series) {
    const { timestamps, values } = each;
    if (timestamps.length <= maxPoints) yield each;
    else {
      for (let at = 0; at < timestamps.length; at += maxPoints) {
        const end = at + maxPoints;
        yield { ...each, timestamps: timestamps.slice(at, end), values: values.slice(at, end) };
      }
    }
  }
}

function* shortSketches(series: readonly DecodedSketches[]): Generator<DecodedSketches> {
  for (const each of series) {
    const { timestamps, sketches } = each;
    if (timestamps.length <= maxPoints) yield each;
    else {
      for (let at = 0; at < timestamps.length; at += maxPoints) {
        const end = at + maxPoints;
        yield { ...each, timestamps: timestamps.slice(at, end), sketches: sketches.slice(at, end) };
      }
    }
  }
}
