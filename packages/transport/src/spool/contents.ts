import { Buffer } from 'node:buffer';
import { Units } from '@dogstats/core';

/** What of a payload goes over the wire, with what is needed to divide it. */
export interface Wire {
  /** Compressed. */
  readonly body: Buffer;
  readonly units: Units;
}

interface Head {
  /** Of the format. */
  readonly version: 1;
  readonly metrics: readonly string[];
  /** Length of the packed units. */
  readonly unitBytes: number;
}

const lengthBytes = 4;

/**
 * The contents of a file: a head in JSON, the units, the body. Neither key nor address are in it, so
 * that a file planted by somebody else can't send a key elsewhere.
 */
export function encodeContents({ body, units }: Wire): Buffer {
  const { metrics, bytes } = units.pack();
  const head: Head = { version: 1, metrics, unitBytes: bytes.length };
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, bytes, body]);
}

/** @throws when it is nothing that `encodeContents` wrote. */
export function decodeContents(contents: Buffer): Wire {
  const unitsStart = lengthBytes + contents.readUInt32LE();
  const head = JSON.parse(contents.toString('utf8', lengthBytes, unitsStart)) as Head;
  if (head.version !== 1) throw new Error('written by another version');
  const bodyStart = unitsStart + head.unitBytes;
  const units = Units.unpack(head.metrics, contents.subarray(unitsStart, bodyStart));
  // A copy: the rest of the file must not stay in memory with it.
  return { body: Buffer.from(contents.subarray(bodyStart)), units };
}
