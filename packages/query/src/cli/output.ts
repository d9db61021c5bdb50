import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Cursor } from '../engine/batch.js';
import { TextWriter } from '../write/write-text.js';
import { type ResumeState, writeState } from './resume-state.js';
import { UsageError } from './settings.js';

/** Where text goes. */
export interface Output {
  write(text: string): Promise<void>;
  /** Told when all of a window was written. */
  windowDone(cursor: Cursor): Promise<void>;
  close(): Promise<void>;
}

export function streamOutput(stream: Writable): Output {
  const writer = new TextWriter(stream);
  return {
    write: (text) => writer.write(text),
    windowDone: async () => {},
    close: async () => writer.release(),
  };
}

/** What an output is for, should it be gone on with later. */
export interface ResumeTarget {
  /** Where the state is written. */
  readonly file: string;
  readonly state: ResumeState;
}

/** A file; with a target, one that tells after each window how far it is. */
export class FileOutput implements Output {
  readonly #handle: FileHandle;
  readonly #resume: ResumeTarget | undefined;
  readonly #hash: Hash;
  #offset: number;

  private constructor(
    handle: FileHandle,
    resume: ResumeTarget | undefined,
    hash: Hash,
    offset: number,
  ) {
    this.#handle = handle;
    this.#resume = resume;
    this.#hash = hash;
    this.#offset = offset;
  }

  /**
   * Opens a file at its beginning, or cuts it where the state of `resume` says that it is whole.
   *
   * @throws {UsageError} for a file that can't be written, or is not the one that the state is of.
   */
  static async open(file: string, resume: ResumeTarget | undefined): Promise<FileOutput> {
    const offset = resume?.state.byteOffset ?? 0;
    const handle = await open(file, offset === 0 ? 'w' : 'r+').catch((error: Error) => {
      throw new UsageError(`--output ${file} can't be written: ${error.message}`);
    });
    const hash = createHash('sha256');
    try {
      if (resume !== undefined && offset > 0) {
        await readInto(hash, handle, offset);
        if (hash.copy().digest('hex') !== resume.state.sha256) {
          throw new UsageError(
            `--output ${file} is not what --resume ${resume.file} is of: it was changed since; ` +
              'begin anew with other files',
          );
        }
        await handle.truncate(offset);
      }
      const output = new FileOutput(handle, resume, hash, offset);
      // The range of `--from -1d` is that of the first start.
      if (offset === 0) await output.#save(resume?.state.cursor);
      return output;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length; ) {
      const rest = bytes.length - written;
      const { bytesWritten } = await this.#handle.write(
        bytes,
        written,
        rest,
        this.#offset + written,
      );
      written += bytesWritten;
    }
    this.#hash.update(bytes);
    this.#offset += bytes.length;
  }

  async windowDone(cursor: Cursor): Promise<void> {
    if (this.#resume === undefined) return;
    // The state must never be ahead of what it is of.
    await this.#handle.datasync();
    await this.#save(cursor);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #save(cursor: Cursor | undefined): Promise<void> {
    if (this.#resume === undefined) return;
    const { file, state } = this.#resume;
    const sha256 = this.#hash.copy().digest('hex');
    await writeState(file, { ...state, cursor, byteOffset: this.#offset, sha256 }).catch(
      (error: Error) => {
        throw new UsageError(`--resume ${file} can't be written: ${error.message}`);
      },
    );
  }
}

/** Reads the first bytes of a file; fewer if there are no more. */
async function readInto(hash: Hash, handle: FileHandle, length: number): Promise<void> {
  const buffer = Buffer.alloc(65_536);
  for (let position = 0; position < length; ) {
    const wanted = Math.min(buffer.length, length - position);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    if (bytesRead === 0) return;
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
