import type { CheckStatus, ServiceCheckMessage } from '../message/message.js';
import { DatagramError } from './datagram-error.js';
import type { DatagramText } from './datagram-text.js';
import { linesOf } from './parse-event.js';
import { originField } from './parse-origin.js';
import { noTags, tagsOf } from './parse-tags.js';
import { secondsOf } from './scan.js';

type CheckFields = { -readonly [Field in keyof ServiceCheckMessage]: ServiceCheckMessage[Field] };

const headLength = '_sc|'.length;

/** @throws {DatagramError} */
export function parseServiceCheck(
  datagram: DatagramText,
  start: number,
  end: number,
): ServiceCheckMessage {
  const nameStart = start + headLength;
  const nameEnd = datagram.find('|', nameStart, end);
  if (nameEnd === nameStart) throw new DatagramError(nameStart, 'expected the name of a check');
  if (nameEnd === end) throw new DatagramError(end, "expected '|' and a status after the name");
  const statusEnd = datagram.find('|', nameEnd + 1, end);
  const status = datagram.code(nameEnd + 1) - 0x30;
  if (statusEnd !== nameEnd + 2 || status < 0 || status > 3)
    throw new DatagramError(nameEnd + 1, 'expected a status: 0, 1, 2 or 3');
  const check: CheckFields = {
    kind: 'service_check',
    name: datagram.text(nameStart, nameEnd),
    status: status as CheckStatus,
    tags: noTags,
  };
  for (let at = statusEnd; at < end; ) {
    const to = datagram.find('|', at + 1, end);
    checkField(check, datagram, at + 1, to);
    at = to;
  }
  return check;
}

function checkField(check: CheckFields, datagram: DatagramText, start: number, end: number): void {
  if (datagram.code(start) === 0x23) {
    check.tags = tagsOf(datagram, start + 1, end);
    return;
  }
  switch (datagram.text(start, Math.min(start + 2, end))) {
    case 'd:':
      check.timestamp = secondsOf(datagram, start + 2, end);
      return;
    case 'h:':
      check.host = datagram.text(start + 2, end);
      return;
    case 'm:':
      check.message = linesOf(datagram.text(start + 2, end)).replaceAll('m\\:', 'm:');
      return;
    default:
      originField(check, datagram, start, end);
  }
}
