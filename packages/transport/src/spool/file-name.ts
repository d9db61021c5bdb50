import { createHash } from 'node:crypto';
import { type Route, routeLimits } from '@dogstats/core';

/**
 * What the name of a file says: enough to order, expire and count it without opening it.
 */
export interface FileLabel {
  /** Unix seconds. */
  readonly bucketStart: number;
  /** Place among the cuts of its bucket: higher ones are later. */
  readonly cut: number;
  /** Sets files of one cut apart. */
  readonly sequence: number;
  readonly route: Route;
  /** Recorded calls that it is the first to carry. */
  readonly samples: number;
  /** Of its contents: see `checksumOf`. */
  readonly checksum: string;
}

/** Names end with this while their file is being written. */
export const unfinished = '.tmp';

const extension = '.payload';
const pattern = /^(\d+)-(\d+)-(\d+)-([a-z0-9-]+)-(\d+)-([0-9a-f]{16})\.payload$/;

export function fileName(label: FileLabel): string {
  const { bucketStart, cut, sequence, route, samples, checksum } = label;
  return `${[bucketStart, cut, sequence, route, samples, checksum].join('-')}${extension}`;
}

/** Reads a name; `undefined` for any that is not ours. */
export function parseFileName(name: string): FileLabel | undefined {
  const [, bucketStart, cut, sequence, route = '', samples, checksum = ''] =
    pattern.exec(name) ?? [];
  if (!Object.hasOwn(routeLimits, route)) return undefined;
  const numbers = [bucketStart, cut, sequence, samples].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (!numbers.every(Number.isSafeInteger)) return undefined;
  return {
    bucketStart: numbers[0],
    cut: numbers[1],
    sequence: numbers[2],
    route: route as Route,
    samples: numbers[3],
    checksum,
  };
}

/** Sixteen hexadecimal digits. */
export function checksumOf(contents: Uint8Array): string {
  return createHash('sha256').update(contents).digest('hex').slice(0, 16);
}
