import type { PrometheusSeries } from './series.js';

/** A `WriteRequest` of remote write, in protobuf. */
export function writeRequest(series: readonly PrometheusSeries[]): Buffer {
  return Buffer.concat(series.map((one) => field(1, timeSeries(one))));
}

/** A Snappy block of nothing but literals: what every decoder takes, without compressing. */
export function snappyBlock(content: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from(varint(content.length))];
  for (let at = 0; at < content.length; at += 65_536) {
    const literal = content.subarray(at, at + 65_536);
    parts.push(literalHead(literal.length - 1), literal);
  }
  return Buffer.concat(parts);
}

/** @param last the length less one, which is how Snappy writes it */
function literalHead(last: number): Buffer {
  if (last < 60) return Buffer.from([last << 2]);
  if (last < 256) return Buffer.from([0xf0, last]);
  return Buffer.from([0xf4, last & 0xff, last >> 8]);
}

function timeSeries({ labels, samples }: PrometheusSeries): Buffer {
  return Buffer.concat([
    ...labels.map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
    ...samples.map(({ timestamp, value }) => field(2, sample(timestamp, value))),
  ]);
}

function sample(timestamp: number, value: number): Buffer {
  const double = Buffer.alloc(9, 1 * 8 + 1);
  double.writeDoubleLE(value, 1);
  return Buffer.concat([double, Buffer.from([2 * 8, ...varint(timestamp)])]);
}

function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(content.length)]), content]);
}

/** Of a number up to 2^53; a negative one takes ten bytes. */
function varint(number: number): number[] {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(number));
  while (left >= 0x80n) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return [...bytes, Number(left)];
}
