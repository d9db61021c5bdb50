import type { MetricMessage, NumberType, Origin } from '../message/message.js';
import { DatagramError } from './datagram-error.js';
import type { DatagramText } from './datagram-text.js';
import { originField } from './parse-origin.js';
import { noTags, tagsOf } from './parse-tags.js';
import { numberOf, quote, secondsOf } from './scan.js';

/** All fields are there from the start, so that all messages have one shape. */
interface MetricFields extends Origin {
  readonly kind: 'metric';
  readonly name: string;
  readonly type: MetricMessage['type'];
  readonly values: readonly number[] | readonly [string];
  sampleRate: number;
  tags: readonly string[];
  timestamp: number | undefined;
}

/** @throws {DatagramError} */
export function parseMetric(datagram: DatagramText, start: number, end: number): MetricMessage {
  const nameEnd = datagram.find(':', start, end);
  if (nameEnd === end) throw new DatagramError(start, "expected a name and ':' before the value");
  const valuesEnd = datagram.find('|', nameEnd, end);
  if (nameEnd === start) throw new DatagramError(start, 'expected a name');
  if (datagram.find('|', start, nameEnd) < nameEnd)
    throw new DatagramError(start, "expected ':' and a value before the first '|'");
  if (valuesEnd === end) throw new DatagramError(end, "expected '|' and a type after the value");
  if (valuesEnd === nameEnd + 1) throw new DatagramError(valuesEnd, 'expected a value');
  const typeEnd = datagram.find('|', valuesEnd + 1, end);
  const type = typeOf(datagram, valuesEnd + 1, typeEnd);
  const message: MetricFields = {
    kind: 'metric',
    name: datagram.text(start, nameEnd),
    type,
    values:
      type === 's'
        ? [datagram.text(nameEnd + 1, valuesEnd)]
        : valuesOf(datagram, nameEnd + 1, valuesEnd),
    sampleRate: 1,
    tags: noTags,
    timestamp: undefined,
  };
  for (let at = typeEnd; at < end; ) {
    const to = datagram.find('|', at + 1, end);
    metricField(message, datagram, at + 1, to);
    at = to;
  }
  return message as MetricMessage;
}

function typeOf(datagram: DatagramText, start: number, end: number): NumberType | 's' {
  if (end - start === 1) {
    switch (datagram.code(start)) {
      case 0x63:
        return 'c';
      case 0x67:
        return 'g';
      case 0x68:
        return 'h';
      case 0x64:
        return 'd';
      case 0x73:
        return 's';
    }
  } else if (
    end - start === 2 &&
    datagram.code(start) === 0x6d &&
    datagram.code(start + 1) === 0x73
  )
    return 'ms';
  throw new DatagramError(
    start,
    `expected a type (c, g, h, d, ms or s), found ${quote(datagram.text(start, end))}`,
  );
}

function valuesOf(datagram: DatagramText, start: number, end: number): number[] {
  const values: number[] = [];
  for (let from = start; from <= end; ) {
    const to = datagram.find(':', from, end);
    values.push(numberOf(datagram, from, to));
    from = to + 1;
  }
  return values;
}

/** A field that is not known is of a later version, and left out. */
function metricField(
  message: MetricFields,
  datagram: DatagramText,
  start: number,
  end: number,
): void {
  const mark = datagram.code(start);
  if (mark === 0x23) message.tags = tagsOf(datagram, start + 1, end);
  else if (mark === 0x40) message.sampleRate = sampleRateOf(datagram, start + 1, end);
  else if (mark === 0x54) message.timestamp = timestampOf(datagram, start + 1, end, message.type);
  else originField(message, datagram, start, end);
}

function sampleRateOf(datagram: DatagramText, start: number, end: number): number {
  const rate = numberOf(datagram, start, end);
  if (rate > 0 && rate <= 1) return rate;
  throw new DatagramError(start, `expected a sample rate above 0 and up to 1, found ${rate}`);
}

function timestampOf(
  datagram: DatagramText,
  start: number,
  end: number,
  type: MetricMessage['type'],
): number {
  if (type === 'c' || type === 'g') return secondsOf(datagram, start, end);
  throw new DatagramError(start, `only counts and gauges may have a timestamp, not type ${type}`);
}
