import { type SafeCharacters, safeText } from './safe-text.js';

const minus = 0x2d;
const zero = 0x30;

/**
 * Writes text and numbers into bytes, without making strings in between.
 *
 * What does not fit is not written, but counts: `end` is then beyond the bytes.
 */
export class ByteWriter {
  readonly bytes: Buffer;
  /** Where the next byte goes. */
  end = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  byte(code: number): void {
    this.bytes[this.end++] = code;
  }

  /** ASCII that is known to be safe. */
  ascii(text: string): void {
    const { bytes } = this;
    let { end } = this;
    for (let index = 0; index < text.length; index++) bytes[end++] = text.charCodeAt(index);
    this.end = end;
  }

  text(text: string, safe: SafeCharacters): void {
    const { bytes } = this;
    let { end } = this;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        this.utf8(safeText(text, safe));
        return;
      }
      bytes[end++] = safe[code] as number;
    }
    this.end = end;
  }

  /** Any text that is known to be safe. */
  utf8(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.end + length <= this.bytes.length) this.bytes.write(text, this.end, 'utf8');
    this.end += length;
  }

  number(value: number): void {
    if ((value | 0) === value) this.#integer(value);
    else this.ascii(String(value));
  }

  #integer(value: number): void {
    if (value < 0) this.byte(minus);
    let rest = Math.abs(value);
    let digits = 1;
    for (let bound = 10; rest >= bound; bound *= 10) digits++;
    this.end += digits;
    for (let place = this.end - 1; digits > 0; digits--, place--) {
      const tens = Math.floor(rest / 10);
      this.bytes[place] = zero + rest - tens * 10;
      rest = tens;
    }
  }

  /** Takes over what another one has written. */
  copy(other: ByteWriter): void {
    other.bytes.copy(this.bytes, this.end, 0, other.end);
    this.end += other.end;
  }
}
