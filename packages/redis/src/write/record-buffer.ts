import type { Outgoing } from './outgoing.js';

/** What a record occupies besides its texts, about. */
const bytesPerRecord = 128;

/** Characters of one transaction, about. */
const batchBytes = 1_048_576;

/** Records of one transaction: Redis does nothing else meanwhile. */
const batchRecords = 1_000;

/** Records that wait for Redis, in order, within a bound. */
export class RecordBuffer {
  #records: Outgoing[] = [];
  /** The first that is still there; those before it have gone. */
  #head = 0;
  #bytes = 0;

  get size(): number {
    return this.#records.length - this.#head;
  }

  /** Bytes held, about. */
  get bytes(): number {
    return this.#bytes;
  }

  push(record: Outgoing): void {
    this.#records.push(record);
    this.#bytes += bytesOf(record);
  }

  shift(): Outgoing | undefined {
    const record = this.#records[this.#head];
    if (record === undefined) return undefined;
    this.#head++;
    this.#bytes -= bytesOf(record);
    if (this.#head > 1024 && this.#head * 2 > this.#records.length) {
      this.#records = this.#records.slice(this.#head);
      this.#head = 0;
    }
    return record;
  }

  /** Takes out the oldest, as many as go into one transaction. */
  takeBatch(): Outgoing[] {
    const batch: Outgoing[] = [];
    let bytes = 0;
    while (batch.length < batchRecords && bytes < batchBytes) {
      const record = this.shift();
      if (record === undefined) break;
      batch.push(record);
      bytes += bytesOf(record);
    }
    return batch;
  }

  /** Puts records back that were taken out last. */
  putBack(records: readonly Outgoing[]): void {
    this.#records = [...records, ...this.#records.slice(this.#head)];
    this.#head = 0;
    for (const record of records) this.#bytes += bytesOf(record);
  }
}

function bytesOf({ id, body }: Outgoing): number {
  return id.length + body.length + bytesPerRecord;
}
