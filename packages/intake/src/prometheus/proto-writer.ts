const firstBytes = 1_024;

/** Writes the fields of one protobuf message: the counterpart of `ProtoReader`. */
export class ProtoWriter {
  #bytes = Buffer.allocUnsafe(firstBytes);
  #length = 0;

  /** What was written, until the next write. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** The head of a field that has `length` bytes: a text, or a message of which the fields follow. */
  head(field: number, length: number): void {
    this.#varint(field * 8 + 2);
    this.#varint(length);
  }

  string(field: number, text: string): void {
    const length = Buffer.byteLength(text);
    this.head(field, length);
    this.#reserve(length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  double(field: number, value: number): void {
    this.#varint(field * 8 + 1);
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** A whole number from 0 to 2^53. */
  uint64(field: number, value: number): void {
    this.#varint(field * 8);
    this.#varint(value);
  }

  /** Fields that were written before. */
  fields(encoded: Buffer): void {
    this.#reserve(encoded.length);
    this.#length += encoded.copy(this.#bytes, this.#length);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let left = value;
    while (left >= 0x80) {
      this.#bytes[this.#length++] = (left % 0x80) | 0x80;
      left = Math.floor(left / 0x80);
    }
    this.#bytes[this.#length++] = left;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Bytes that a whole number from 0 to 2^53 takes. */
export function varintLength(value: number): number {
  let length = 1;
  for (let left = value; left >= 0x80; left = Math.floor(left / 0x80)) length++;
  return length;
}
