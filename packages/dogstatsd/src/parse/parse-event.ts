import type { AlertType, EventMessage, EventPriority } from '../message/message.js';
import { DatagramError } from './datagram-error.js';
import type { DatagramText } from './datagram-text.js';
import { originField } from './parse-origin.js';
import { noTags, tagsOf } from './parse-tags.js';
import { quote, secondsOf } from './scan.js';

type EventFields = { -readonly [Field in keyof EventMessage]: EventMessage[Field] };

const head = /^_e\{(\d{1,6}),(\d{1,6})\}:/;
const pipe = 0x7c;
/** `_e{`, two lengths of six digits at most, `}:`. */
const longestHead = 18;

const priorities: ReadonlySet<string> = new Set<EventPriority>(['normal', 'low']);
const alertTypes: ReadonlySet<string> = new Set<AlertType>(['error', 'warning', 'info', 'success']);

/** @throws {DatagramError} */
export function parseEvent(datagram: DatagramText, start: number, end: number): EventMessage {
  const match = head.exec(datagram.bytes.slice(start, Math.min(start + longestHead, end)));
  if (match === null) throw new DatagramError(start, "expected '_e{<title>,<text>}:' with lengths");
  const titleStart = start + match[0].length;
  const titleEnd = titleStart + Number(match[1]);
  const textEnd = titleEnd + 1 + Number(match[2]);
  if (titleEnd === titleStart) throw new DatagramError(titleStart, 'expected a title');
  if (textEnd > end) {
    throw new DatagramError(
      end,
      `the event ends here, ${textEnd - end} bytes before its text does`,
    );
  }
  for (const at of [titleEnd, textEnd]) {
    if (at < end && datagram.code(at) !== pipe)
      throw new DatagramError(at, "expected '|': the lengths of an event are in bytes");
  }
  const event: EventFields = {
    kind: 'event',
    title: linesOf(datagram.text(titleStart, titleEnd)),
    text: linesOf(datagram.text(titleEnd + 1, textEnd)),
    tags: noTags,
  };
  for (let at = textEnd; at < end; ) {
    const to = datagram.find('|', at + 1, end);
    eventField(event, datagram, at + 1, to);
    at = to;
  }
  return event;
}

/** A text of several lines, written as one. */
export function linesOf(text: string): string {
  return text.replaceAll('\\n', '\n');
}

function eventField(event: EventFields, datagram: DatagramText, start: number, end: number): void {
  if (datagram.code(start) === 0x23) {
    event.tags = tagsOf(datagram, start + 1, end);
    return;
  }
  const text = datagram.text(start + 2, end);
  switch (datagram.text(start, Math.min(start + 2, end))) {
    case 'd:':
      event.timestamp = secondsOf(datagram, start + 2, end);
      return;
    case 'h:':
      event.host = text;
      return;
    case 'k:':
      event.aggregationKey = text;
      return;
    case 'p:':
      if (!priorities.has(text)) throw unknown(start + 2, 'a priority (normal, low)', text);
      event.priority = text as EventPriority;
      return;
    case 's:':
      event.source = text;
      return;
    case 't:':
      if (!alertTypes.has(text))
        throw unknown(start + 2, 'an alert type (error, warning, info, success)', text);
      event.alertType = text as AlertType;
      return;
    default:
      originField(event, datagram, start, end);
  }
}

function unknown(offset: number, expected: string, found: string): DatagramError {
  return new DatagramError(offset, `expected ${expected}, found ${quote(found)}`);
}
