import { crc32 } from 'node:zlib';
import { consistsOf, isDigit } from '../text/characters.js';

/** Of how records are laid out, in the head and in the body. Another gets another number. */
const format = 2;

const words = 'dogstats intake ';

/** What a file begins with: whatever begins otherwise is not ours. */
export const magic: Buffer = Buffer.from(`${words}${format}\n`);

/**
 * Whether a file may be written that begins so; it may have ended within the first words.
 *
 * @throws {Error} when it is another format, or something else
 */
export function checkStart(start: Buffer): void {
  if (magic.subarray(0, start.length).equals(start)) return;
  const other = formatOf(start.toString('latin1'));
  if (other === undefined) {
    throw new Error('it is not a file of an intake: choose another, or delete it');
  }
  const remedy =
    Number(other) > format
      ? 'update @dogstats/intake, or choose another file'
      : 'choose another file, or delete this one';
  throw new Error(`it has format ${other}, and this intake knows format ${format}: ${remedy}`);
}

function formatOf(text: string): string | undefined {
  const [line = '', rest] = text.split('\n', 2);
  const number = line.slice(words.length);
  const isOurs = rest !== undefined && line.startsWith(words) && number !== '';
  return isOurs && number.length < 10 && consistsOf(number, isDigit) ? number : undefined;
}

/** What each record begins with, by which the next one is found after damage. */
export const mark: Buffer = Buffer.from([0xd0, 0x67, 0x73, 0x0a]);

/** The mark, length, checksum, and the newest time in the body: 32 bits each. */
export const headBytes = 16;

/** Longer ones nobody writes. */
const maxBodyBytes = 256 * 1_048_576;

/** A body with its head before it. @param newest unix seconds */
export function sealed(body: Buffer, newest: number): Buffer {
  const record = Buffer.allocUnsafe(headBytes + body.length);
  mark.copy(record);
  record.writeUInt32LE(body.length, 4);
  record.writeUInt32LE(newest, 12);
  body.copy(record, headBytes);
  record.writeUInt32LE(crc32(record.subarray(12)), 8);
  return record;
}

/** Head and body together; infinite when no record can have such a head. */
export function recordLength(head: Buffer): number {
  const length = head.readUInt32LE(4);
  const begins = mark.equals(head.subarray(0, mark.length));
  return begins && length <= maxBodyBytes ? headBytes + length : Number.POSITIVE_INFINITY;
}

/** Unix seconds; 0 when the body has no time. */
export function newestIn(record: Buffer): number {
  return record.readUInt32LE(12);
}

/** Whether a record is what was written. */
export function isWhole(record: Buffer): boolean {
  return crc32(record.subarray(12)) === record.readUInt32LE(8);
}
