/** A block can't become more than this. */
const maxBlockBytes = 131_072;
/** What a decoder must be able to hold, says the format; one that is asked for more may refuse. */
const maxWindowBytes = 8 * 1024 * 1024;

/** Of pieces that a frame is cut into: a millisecond or two of work. */
const pieceBytes = 4 * maxBlockBytes;

const magic = 0xfd2fb528;
/** To 0x184d2a5f: frames of which a decoder skips as many bytes as they say. */
const firstSkippableMagic = 0x184d2a50;

/** What is wrong with bytes that should be Zstandard. */
export class ZstdError extends Error {
  override readonly name = 'ZstdError';
}

/** Bytes become more than they may. */
export class ZstdSizeError extends ZstdError {}

/**
 * Walks the frames and blocks of Zstandard data without decompressing it.
 *
 * Finds what is cut off or asks for too much memory before a decoder believes it.
 *
 * @throws {ZstdError}
 */
export function walkZstdFrames(data: Buffer, maxBytes: number): ZstdFrames {
  const frames: ZstdFrame[] = [];
  let at = 0;
  let most = 0;
  while (at < data.length) {
    const found = readLE(data, at, 4);
    if (found === magic) {
      const { end, most: mostOfFrame, cuts } = walkFrame(data, at + 4, maxBytes);
      frames.push({ whole: data.subarray(at, end), pieces: piecesOf(data, at, end, cuts) });
      at = end;
      most += mostOfFrame;
    } else if (found - firstSkippableMagic >= 0 && found - firstSkippableMagic < 16) {
      at += 8 + readLE(data, at + 4, 4);
      if (at > data.length) throw new ZstdError('it is cut off');
    } else throw new ZstdError('it does not begin as a frame does');
  }
  return { frames, most };
}

export interface ZstdFrame {
  readonly whole: Buffer;
  /** The same between blocks, so that each does not become much. */
  readonly pieces: readonly Buffer[];
}

export interface ZstdFrames {
  /** Without those that are skipped. */
  readonly frames: readonly ZstdFrame[];
  /** The most bytes that they can become. */
  readonly most: number;
}

interface Walk {
  /** Where the next frame begins. */
  readonly end: number;
  readonly most: number;
  /** Where it may be cut, each time that much can have become of it. */
  readonly cuts: readonly number[];
}

function piecesOf(data: Buffer, start: number, end: number, cuts: readonly number[]): Buffer[] {
  return [...cuts, end].map((bound, index) => data.subarray(cuts[index - 1] ?? start, bound));
}

function walkFrame(data: Buffer, start: number, maxBytes: number): Walk {
  const descriptor = readLE(data, start, 1);
  const singleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? Number(singleSegment) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  if (readLE(data, start + 1 + Number(!singleSegment), dictionaryBytes) !== 0) {
    throw new ZstdError('it needs a dictionary');
  }
  let at = start + 1 + Number(!singleSegment) + dictionaryBytes;
  const size = readLE(data, at, sizeBytes) + (sizeFlag === 1 ? 256 : 0);
  at += sizeBytes;
  if (sizeBytes > 0 && size > maxBytes) throw new ZstdSizeError('it becomes too large');
  const window = singleSegment ? size : windowBytes(readLE(data, start + 1, 1));
  if (window > Math.max(maxWindowBytes, sizeBytes > 0 ? size : 0)) {
    throw new ZstdError(`it needs a window of ${window} bytes, ${maxWindowBytes} are allowed`);
  }
  const blocks = walkBlocks(data, at);
  const checksumBytes = (descriptor & 4) === 0 ? 0 : 4;
  if (blocks.end + checksumBytes > data.length) throw new ZstdError('it is cut off');
  const most = sizeBytes > 0 ? size : blocks.most;
  return { end: blocks.end + checksumBytes, most, cuts: blocks.cuts };
}

function walkBlocks(data: Buffer, start: number): Walk {
  let at = start;
  let most = 0;
  let mostBefore = 0;
  const cuts: number[] = [];
  for (;;) {
    const header = readLE(data, at, 3);
    const last = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >> 3;
    if (type === 3 || size > maxBlockBytes) throw new ZstdError('a block is not as it must be');
    // Of a block that repeats one byte, the size is what it becomes.
    at += 3 + (type === 1 ? 1 : size);
    most += type === 2 ? maxBlockBytes : size;
    if (at > data.length) throw new ZstdError('it is cut off');
    if (last) return { end: at, most, cuts };
    if (most - mostBefore < pieceBytes) continue;
    cuts.push(at);
    mostBefore = most;
  }
}

function windowBytes(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** An unsigned number of 0 to 8 bytes. */
function readLE(data: Buffer, at: number, bytes: number): number {
  if (at + bytes > data.length) throw new ZstdError('it is cut off');
  let number = 0;
  for (let index = bytes - 1; index >= 0; index--) number = number * 256 + (data[at + index] ?? 0);
  return number;
}
