import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import { emptyPayload, type Payload } from '../decode/payload.js';

/** Of a part: what is stored in a few milliseconds, when all of its series are new. */
const maxEntries = 500;
const maxPoints = 20_000;

/** What `payload` carries, in order, in parts of which each does not take long. */
export function* payloadParts({ series, sketches, events, checks }: Payload): Generator<Payload> {
  for (const part of runsOf(short(series, sliceSeries), pointsOf)) {
    yield { ...emptyPayload, series: part };
  }
  for (const part of runsOf(short(sketches, sliceSketches), pointsOf)) {
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

/** Those with more points than fit a part are cut, by `slice`. */
function* short<T extends { readonly timestamps: readonly number[] }>(
  series: readonly T[],
  slice: (of: T, from: number, to: number) => T,
): Generator<T> {
  for (const each of series) {
    const { length } = each.timestamps;
    if (length <= maxPoints) yield each;
    else for (let at = 0; at < length; at += maxPoints) yield slice(each, at, at + maxPoints);
  }
}

function sliceSeries(of: DecodedSeries, from: number, to: number): DecodedSeries {
  const { timestamps, values } = of;
  return { ...of, timestamps: timestamps.slice(from, to), values: values.slice(from, to) };
}

function sliceSketches(of: DecodedSketches, from: number, to: number): DecodedSketches {
  const { timestamps, sketches } = of;
  return { ...of, timestamps: timestamps.slice(from, to), sketches: sketches.slice(from, to) };
}
