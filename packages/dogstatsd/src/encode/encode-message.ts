import type { Message } from '../message/message.js';
import { ByteWriter } from './byte-writer.js';
import { writeEvent, writeServiceCheck } from './write-event.js';
import { writeMetric } from './write-metric.js';

/** Longest message by itself: no datagram is longer. */
const maxMessageBytes = 65_507;

let writer: ByteWriter | undefined;

/**
 * One message as the bytes of a datagram, without a line end. What would be read as the start of
 * something else (`|`, `,`, `#`, `:` in a name, line ends, control characters) is written as `_`.
 *
 * @throws {RangeError} when it has no name or title, no value, a value that is not finite, a sample
 *   rate out of range, or is longer than a datagram can be.
 */
export function encodeMessage(message: Message): Buffer {
  checkMessage(message);
  writer ??= new ByteWriter(maxMessageBytes);
  writer.end = 0;
  writeMessage(writer, message);
  if (writer.end > maxMessageBytes) {
    throw new RangeError(`a message of ${writer.end} bytes does not fit into a datagram`);
  }
  return Buffer.from(writer.bytes.subarray(0, writer.end));
}

export function writeMessage(target: ByteWriter, message: Message): void {
  if (message.kind === 'metric') writeMetric(target, message);
  else if (message.kind === 'event') writeEvent(target, message);
  else writeServiceCheck(target, message);
}

function checkMessage(message: Message): void {
  if (message.kind === 'event') {
    if (message.title === '') throw new RangeError('an event needs a title');
    return;
  }
  if (message.name === '') throw new RangeError('a metric or check needs a name');
  if (message.kind === 'service_check') return;
  if (message.values.length === 0) throw new RangeError(`"${message.name}" has no value`);
  if (!(message.sampleRate > 0 && message.sampleRate <= 1)) {
    throw new RangeError(`the sample rate of "${message.name}" is not above 0 and up to 1`);
  }
  if (message.type !== 's' && !message.values.every(Number.isFinite)) {
    throw new RangeError(`"${message.name}" has a value that is not a finite number`);
  }
}
