import { isUtf8 } from 'node:buffer';
import { Refusal } from '../http/refusal.js';

/**
 * A message has 2 bytes at least, of which an object of some hundred is made; a text or a number of
 * a list may have 1 or 2. 62 MB of them would be gigabytes.
 */
const maxMessages = 500_000;
const maxValues = 10_000_000;

/** What was read of a whole body. */
interface Tally {
  messages: number;
  values: number;
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads the fields of one protobuf message, in the order in which they were sent.
 *
 * Never looks outside of the message, never recurses, and copies nothing but texts. Every fault of
 * the bytes is a 400.
 */
export class ProtoReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;
  readonly #tally: Tally;
  #wireType = 0;

  constructor(
    bytes: Buffer,
    start = 0,
    end: number = bytes.length,
    tally: Tally = { messages: 0, values: 0 },
  ) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#tally = tally;
  }

  /** Number of the next field, whose value is to be read or skipped then; 0 at the end. */
  next(): number {
    if (this.#at === this.#end) return 0;
    const tag = this.#varint();
    this.#wireType = tag % 8;
    const field = Math.floor(tag / 8);
    if (field >= 1 && field < 2 ** 29) return field;
    throw malformed(`there is no field ${field}`);
  }

  /** An embedded message. */
  message(): ProtoReader {
    const end = this.#endOfBytes();
    const message = new ProtoReader(this.#bytes, this.#at, end, this.#tally);
    this.#at = end;
    if (++this.#tally.messages > maxMessages) {
      throw new Refusal(400, `the body has over ${maxMessages} messages`);
    }
    return message;
  }

  /** @param mends whether what is not UTF-8 becomes the replacement character; it is refused otherwise */
  string(mends = false): string {
    const end = this.#endOfBytes();
    const start = this.#at;
    this.#at = end;
    this.#countValue();
    if (isShortAscii(this.#bytes, start, end)) return this.#bytes.toString('latin1', start, end);
    if (mends || isUtf8(this.#bytes.subarray(start, end)))
      return this.#bytes.toString('utf8', start, end);
    throw malformed('a text is not valid UTF-8');
  }

  double(): number {
    this.#expect(wireTypes.fixed64);
    const at = this.#advance(8);
    return this.#bytes.readDoubleLE(at);
  }

  /** Exact up to 2^53, as good as a double can beyond. */
  int64(): number {
    this.#expect(wireTypes.varint);
    return this.#signedVarint();
  }

  /** Adds the values of a repeated `sint32`, packed or not. */
  sint32s(into: number[]): void {
    this.#repeated((raw) => into.push((raw >>> 1) ^ -(raw & 1)));
  }

  /** Adds the values of a repeated `uint32`, packed or not. */
  uint32s(into: number[]): void {
    this.#repeated((raw) => into.push(raw));
  }

  /** Passes over the value of a field that nobody wants. */
  skip(): void {
    switch (this.#wireType) {
      case wireTypes.varint:
        this.#varint();
        break;
      case wireTypes.fixed64:
        this.#advance(8);
        break;
      case wireTypes.bytes:
        this.#at = this.#endOfBytes();
        break;
      case wireTypes.fixed32:
        this.#advance(4);
        break;
      default:
        throw malformed(`there is no wire type ${this.#wireType}`);
    }
  }

  #repeated(add: (raw: number) => void): void {
    if (this.#wireType === wireTypes.varint) {
      this.#countValue();
      add(this.#varint() >>> 0);
      return;
    }
    const end = this.#endOfBytes();
    const values = new ProtoReader(this.#bytes, this.#at, end);
    while (values.#at < end) {
      this.#countValue();
      add(values.#varint() >>> 0);
    }
    this.#at = end;
  }

  #countValue(): void {
    if (++this.#tally.values <= maxValues) return;
    throw new Refusal(400, `the body has over ${maxValues} texts and numbers in lists`);
  }

  #expect(wireType: number): void {
    if (this.#wireType === wireType) return;
    throw malformed(`a field has wire type ${this.#wireType} instead of ${wireType}`);
  }

  /** Reads a length; `#at` is where the bytes begin then. */
  #endOfBytes(): number {
    this.#expect(wireTypes.bytes);
    const length = this.#varint();
    if (length <= this.#end - this.#at) return this.#at + length;
    throw malformed(`${length} bytes are announced, ${this.#end - this.#at} are left`);
  }

  #advance(count: number): number {
    const at = this.#at;
    if (count > this.#end - at) throw malformed('it ends within a value');
    this.#at += count;
    return at;
  }

  #varint(): number {
    const { low, high } = this.#halves();
    return high * 2 ** 32 + low;
  }

  #signedVarint(): number {
    const { low, high } = this.#halves();
    return (high | 0) * 2 ** 32 + low;
  }

  /** The 64 bits of a varint, of which the last byte may bring no more than one. */
  #halves(): { low: number; high: number } {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#advance(1)] as number;
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (byte < 0x80) return { low: low >>> 0, high: high >>> 0 };
    }
    throw malformed('a number has more than ten bytes');
  }
}

/** Nearly all texts are: names, tags, hosts. */
function isShortAscii(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 200) return false;
  for (let at = start; at < end; at++) if ((bytes[at] as number) >= 0x80) return false;
  return true;
}

function malformed(why: string): Refusal {
  return new Refusal(400, `the body is not valid protobuf: ${why}`);
}
