/** Writes protobuf by the description of the format, knowing nothing of the reader under test. */
type Bytes = number[];

export function varint(value: number | bigint): Bytes {
  let left = BigInt.asUintN(64, BigInt(value));
  const bytes: Bytes = [];
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}

export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

export const number = (field: number, value: number | bigint): Bytes => [
  ...varint(field * 8),
  ...varint(value),
];

export function double(field: number, value: number): Bytes {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...varint(field * 8 + 1), ...bytes];
}

export function bytes(field: number, content: Iterable<number>): Bytes {
  const list = [...content];
  return [...varint(field * 8 + 2), ...varint(list.length), ...list];
}

export const text = (field: number, content: string): Bytes => bytes(field, Buffer.from(content));

export interface ProtoSeries {
  metric: string;
  type?: number;
  points?: [number, number][];
  tags?: string[];
  host?: string;
  device?: string;
  interval?: number;
}

/** A `MetricPayload`, with the fields that an Agent sends. */
export function metricPayload(series: readonly ProtoSeries[]): Buffer {
  return Buffer.from(series.flatMap((one) => bytes(1, metricSeries(one))));
}

function metricSeries({ metric, type = 3, points = [], tags = [], ...rest }: ProtoSeries): Bytes {
  const { host, device, interval } = rest;
  const resource = (type: string, name: string | undefined): Bytes =>
    name === undefined ? [] : bytes(1, [...text(1, type), ...text(2, name)]);
  return [
    ...resource('host', host),
    ...resource('device', device),
    ...text(2, metric),
    ...tags.flatMap((tag) => text(3, tag)),
    ...points.flatMap(([at, value]) => bytes(4, [...double(1, value), ...number(2, at)])),
    ...number(5, type),
    ...(interval === undefined ? [] : number(8, interval)),
    ...text(7, 'System'),
    ...bytes(9, bytes(1, [...number(4, 10), ...number(5, 11), ...number(6, 38)])),
  ];
}

export interface ProtoSketch {
  at: number;
  bins: [key: number, count: number][];
  min: number;
  max: number;
  sum: number;
}

export interface ProtoSketches {
  metric: string;
  host?: string;
  tags?: string[];
  sketches: ProtoSketch[];
}

/** A `SketchPayload`, with the fields that an Agent sends. */
export function sketchPayload(all: readonly ProtoSketches[]): Buffer {
  const entries = all.flatMap(({ metric, host = '', tags = [], sketches }) =>
    bytes(1, [
      ...text(1, metric),
      ...text(2, host),
      ...tags.flatMap((tag) => text(4, tag)),
      ...sketches.flatMap((sketch) => bytes(7, dogsketch(sketch))),
    ]),
  );
  return Buffer.from([...entries, ...bytes(2, [])]);
}

function dogsketch({ at, bins, min, max, sum }: ProtoSketch): Bytes {
  const count = bins.reduce((total, [, n]) => total + n, 0);
  return [
    ...number(1, at),
    ...number(2, count),
    ...double(3, min),
    ...double(4, max),
    ...double(5, sum / count),
    ...double(6, sum),
    ...bytes(
      7,
      bins.flatMap(([key]) => varint(zigzag(key))),
    ),
    ...bytes(
      8,
      bins.flatMap(([, n]) => varint(n)),
    ),
  ];
}
