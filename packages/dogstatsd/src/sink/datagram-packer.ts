import { ByteWriter } from '../encode/byte-writer.js';
import { writeMetric, writeMetricEnd, writeName, writeValue } from '../encode/write-metric.js';
import type { MetricMessage, NumberMessage } from '../message/message.js';

const lineFeed = 0x0a;

/** Room beyond a datagram, for the message that turns out not to fit. */
const slackBytes = 16_384;

export interface PackerOptions {
  /** Longest datagram, in bytes, head apart. */
  readonly maxBytes: number;
  /** Whether each has its length in front: four bytes, little-endian. */
  readonly framed: boolean;
  /** @param calls recorded calls that it carries. */
  readonly onDatagram: (bytes: Buffer, calls: number) => void;
  /** A message that is longer than a datagram. */
  readonly onTooLong: (message: MetricMessage, calls: number) => void;
}

/** Puts as many messages into a datagram as fit. None is divided; values that share a line may be. */
export class DatagramPacker {
  readonly #options: PackerOptions;
  readonly #writer: ByteWriter;
  readonly #ending = new ByteWriter(slackBytes);
  /** Where the first message begins. */
  readonly #first: number;
  /** Where the last one has to end. */
  readonly #limit: number;
  #calls = 0;

  constructor(options: PackerOptions) {
    this.#options = options;
    this.#first = options.framed ? 4 : 0;
    this.#limit = this.#first + options.maxBytes;
    this.#writer = new ByteWriter(this.#limit + slackBytes);
    this.#writer.end = this.#first;
  }

  /** @param calls recorded calls behind the values, spread evenly over them. */
  add(message: MetricMessage, calls: number): void {
    if (message.type !== 's' && message.values.length > 1) this.#addValues(message, calls);
    else this.#addOne(message, calls);
  }

  /** Hands over what is not full yet. */
  flush(): void {
    const { bytes, end } = this.#writer;
    if (end === this.#first) return;
    if (this.#options.framed) bytes.writeUInt32LE(end - this.#first, 0);
    const datagram = Buffer.allocUnsafe(end);
    bytes.copy(datagram, 0, 0, end);
    const calls = this.#calls;
    this.#writer.end = this.#first;
    this.#calls = 0;
    this.#options.onDatagram(datagram, calls);
  }

  #addOne(message: MetricMessage, calls: number): void {
    const start = this.#startLine();
    writeMetric(this.#writer, message);
    if (this.#writer.end > this.#limit && !this.#carryOver(start)) {
      this.#options.onTooLong(message, calls);
      return;
    }
    this.#calls += calls;
  }

  /** Moves the line that was just written to a datagram of its own. @returns whether it fits there. */
  #carryOver(start: number): boolean {
    const writer = this.#writer;
    const lineStart = start === this.#first ? start : start + 1;
    const length = writer.end - lineStart;
    writer.end = start;
    if (this.#first + length > this.#limit) return false;
    this.flush();
    writer.bytes.copyWithin(this.#first, lineStart, lineStart + length);
    writer.end = this.#first + length;
    return true;
  }

  #addValues(message: NumberMessage, calls: number): void {
    const { values } = message;
    const writer = this.#writer;
    const ending = this.#ending;
    ending.end = 0;
    writeMetricEnd(ending, message);
    const limit = this.#limit - ending.end;
    for (let next = 0; next < values.length; ) {
      const from = next;
      const start = this.#startLine();
      const lineStart = writer.end;
      writeName(writer, message.name);
      let valueStart = writer.end;
      for (; next < values.length; next++) {
        writeValue(writer, values[next] as number);
        if (writer.end > limit) break;
        valueStart = writer.end;
      }
      const length = writer.end - lineStart + ending.end;
      writer.end = next > from ? valueStart : start;
      if (next > from) {
        writer.copy(ending);
        this.#calls += shareOf(calls, next, values.length) - shareOf(calls, from, values.length);
      } else if (length > this.#options.maxBytes) {
        this.#options.onTooLong(message, calls - shareOf(calls, from, values.length));
        return;
      } else this.flush();
    }
  }

  /** @returns where what comes next begins, its line end included. */
  #startLine(): number {
    const start = this.#writer.end;
    if (start > this.#first) this.#writer.byte(lineFeed);
    return start;
  }
}

/** How many of all calls stand behind the first so many values. */
export function shareOf(calls: number, values: number, allValues: number): number {
  return Math.floor((calls * values) / allValues);
}
