import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lockFile } from './file-lock.js';
import { checkStart, headBytes, isWhole, magic, mark, newestIn, recordLength } from './record.js';

const flushed = promisify(fsync);

/** Between two turns of others, this much is copied. */
const bytesPerTurn = 1_048_576;

/** Of what services say nobody else is to read. */
const fileMode = 0o600;

/** What was wrong with a file. */
export interface Recovered {
  /** Cut off its end. */
  readonly tornBytes: number;
  /** Records that were passed over. */
  readonly damaged: number;
}

/** A file of checked records, to which one process appends. */
export class Journal {
  /** Its own path, where it was named by a link. */
  readonly #file: string;
  readonly #unlock: () => void;
  #fd: number;
  #bytes: number;
  /** Times that all was forgotten. */
  #clears = 0;

  /** @throws {Error} when the file can't be had, or is something else */
  static open(name: string): Journal {
    const file = made(name);
    const unlock = lockFile(file);
    try {
      return new Journal(file, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  private constructor(file: string, unlock: () => void) {
    this.#file = file;
    this.#unlock = unlock;
    this.#fd = openSync(file, constants.O_RDWR);
    this.#bytes = fstatSync(this.#fd).size;
    try {
      this.#begin();
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
    rmSync(this.#copyName, { force: true });
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Gives the body of each record, from the first to the last that is whole. What comes after that is
   * cut off: the end of a record that was being written when its process ended. What is damaged
   * before a whole one is passed over.
   */
  recover(visit: (body: Buffer, newest: number) => void): Recovered {
    let end = magic.length;
    let damaged = 0;
    for (let found = this.#next(end); found !== undefined; found = this.#next(end)) {
      if (found.at > end) damaged++;
      visit(found.record.subarray(headBytes), newestIn(found.record));
      end = found.at + found.record.length;
    }
    const tornBytes = this.#bytes - end;
    if (tornBytes > 0) this.#cut(end);
    return { tornBytes, damaged };
  }

  /**
   * Adds a record; it survives the end of this process once this returns.
   *
   * @throws {Error} when there is no room; then nothing of it is in the file
   */
  append(record: Buffer): void {
    try {
      this.#write(this.#fd, record, this.#bytes);
    } catch (error) {
      this.#cut(this.#bytes);
      throw error;
    }
    this.#bytes += record.length;
  }

  /**
   * Copies what is newer than `keepFrom`, unix seconds, into a file that takes the place of this
   * one. Records may be added meanwhile.
   *
   * @param last gives records that are added at the end
   * @returns whether it was done: not when all was forgotten meanwhile
   * @throws {Error} when that fails; then all is as it was
   */
  async compact(keepFrom: number, last: () => Iterable<Buffer>): Promise<boolean> {
    const copy = openSync(this.#copyName, 'w+', fileMode);
    const clears = this.#clears;
    let bytes = 0;
    const add = (record: Buffer): void => {
      this.#write(copy, record, bytes);
      bytes += record.length;
    };
    const giveUp = (): void => {
      closeSync(copy);
      rmSync(this.#copyName, { force: true });
    };
    try {
      add(magic);
      let at = magic.length;
      const copyNext = (): number => {
        const found = this.#next(at);
        if (found === undefined) return 0;
        const { record } = found;
        at = found.at + record.length;
        if (newestIn(record) >= keepFrom) add(record);
        return record.length;
      };
      let turn = 0;
      for (let copied = copyNext(); copied > 0; copied = copyNext()) {
        turn += copied;
        if (turn < bytesPerTurn) continue;
        turn = 0;
        await setImmediate();
      }
      // What is on the disk by then, nobody has to wait for at the end.
      await flushed(copy);
      if (clears !== this.#clears) {
        giveUp();
        return false;
      }
      while (copyNext() > 0);
      for (const record of last()) add(record);
      fsyncSync(copy);
      renameSync(this.#copyName, this.#file);
    } catch (error) {
      giveUp();
      throw error;
    }
    closeSync(this.#fd);
    this.#fd = copy;
    this.#bytes = bytes;
    return true;
  }

  /** Forgets all records. */
  clear(): void {
    this.#clears++;
    this.#cut(magic.length);
  }

  /** What comes later fails: the number of the file is another's then. */
  close(): void {
    closeSync(this.#fd);
    this.#fd = -1;
    this.#unlock();
  }

  get #copyName(): string {
    return `${this.#file}.compacting`;
  }

  /** An empty file is made one of ours. So is one that ended within the first words. */
  #begin(): void {
    const start = Buffer.alloc(magic.length);
    const length = readSync(this.#fd, start, 0, start.length, 0);
    checkStart(start.subarray(0, length));
    if (length === magic.length) return;
    this.#write(this.#fd, magic, 0);
    this.#bytes = magic.length;
  }

  /** The first whole record from there on; usually it begins there. */
  #next(from: number): { at: number; record: Buffer } | undefined {
    const record = this.#wholeAt(from);
    return record === undefined ? this.#nextWhole(from + 1) : { at: from, record };
  }

  /** Head and body; nothing where there is no whole one. */
  #recordAt(at: number): Buffer | undefined {
    const head = Buffer.allocUnsafe(headBytes);
    if (readSync(this.#fd, head, 0, headBytes, at) < headBytes) return undefined;
    const length = recordLength(head);
    if (at + length > this.#bytes) return undefined;
    const record = Buffer.allocUnsafe(length);
    return readSync(this.#fd, record, 0, length, at) === length ? record : undefined;
  }

  #wholeAt(at: number): Buffer | undefined {
    const record = this.#recordAt(at);
    return record !== undefined && isWhole(record) ? record : undefined;
  }

  /** The damage may be to the length of the one before. */
  #nextWhole(from: number): { at: number; record: Buffer } | undefined {
    const part = Buffer.allocUnsafe(bytesPerTurn);
    // A mark may lie across the end of a part.
    for (let start = from; start < this.#bytes; start += part.length - mark.length + 1) {
      const length = readSync(this.#fd, part, 0, part.length, start);
      const read = part.subarray(0, length);
      for (let at = read.indexOf(mark); at !== -1; at = read.indexOf(mark, at + 1)) {
        const record = this.#wholeAt(start + at);
        if (record !== undefined) return { at: start + at, record };
      }
    }
    return undefined;
  }

  /** A disk that is nearly full takes a part at first. */
  #write(fd: number, bytes: Buffer, position: number): void {
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(fd, bytes, written, bytes.length - written, position + written);
    }
  }

  #cut(bytes: number): void {
    ftruncateSync(this.#fd, bytes);
    this.#bytes = bytes;
  }
}

/** Where a file is, for its lock and its copy; it is made when there is none. */
function made(name: string): string {
  const fd = openSync(name, constants.O_RDWR | constants.O_CREAT, fileMode);
  const isFile = fstatSync(fd).isFile();
  closeSync(fd);
  if (!isFile) throw new Error('it is no ordinary file: choose another');
  return realpathSync(name);
}
