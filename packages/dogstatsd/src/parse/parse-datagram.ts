import type { Message } from '../message/message.js';
import { DatagramError } from './datagram-error.js';
import { DatagramText } from './datagram-text.js';
import { parseEvent } from './parse-event.js';
import { parseMetric } from './parse-metric.js';
import { parseServiceCheck } from './parse-service-check.js';

const carriageReturn = 0x0d;
const underscore = 0x5f;

/**
 * Reads all messages of a datagram, in order. A broken one does not keep the others from being read.
 *
 * @param onMessage told of each message. Texts in it may be parts of the datagram's, and keep all of
 *   that alive: copy what is kept for long.
 * @param onError told of each that is broken, with where in the datagram.
 */
export function parseDatagram(
  bytes: Buffer,
  onMessage: (message: Message) => void,
  onError: (error: DatagramError) => void,
): void {
  const datagram = new DatagramText(bytes);
  const { length } = bytes;
  for (let start = 0; start < length; ) {
    const lineEnd = datagram.find('\n', start, length);
    const end = datagram.code(lineEnd - 1) === carriageReturn ? lineEnd - 1 : lineEnd;
    if (end > start) {
      let message: Message | undefined;
      try {
        message = parseLine(datagram, start, end);
      } catch (error) {
        if (!(error instanceof DatagramError)) throw error;
        onError(error);
      }
      if (message !== undefined) onMessage(message);
    }
    start = lineEnd + 1;
  }
}

/**
 * Reads one message.
 *
 * @throws {DatagramError} when it breaks the protocol.
 */
export function parseMessage(bytes: Buffer | string): Message {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return parseLine(new DatagramText(buffer), 0, buffer.length);
}

function parseLine(datagram: DatagramText, start: number, end: number): Message {
  if (datagram.code(start) === underscore) {
    // What else begins with an underscore is the name of a metric.
    if (datagram.bytes.startsWith('_e{', start)) return parseEvent(datagram, start, end);
    if (datagram.bytes.startsWith('_sc|', start)) return parseServiceCheck(datagram, start, end);
  }
  return parseMetric(datagram, start, end);
}
