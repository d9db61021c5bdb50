import { DatagramError } from './datagram-error.js';
import type { DatagramText } from './datagram-text.js';

const powersOfTen = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const anyNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** @throws {DatagramError} unless it is a finite decimal number. */
export function numberOf(datagram: DatagramText, start: number, end: number): number {
  const { bytes } = datagram;
  const sign = bytes.charCodeAt(start);
  const isNegative = sign === 0x2d;
  const first = isNegative || sign === 0x2b ? start + 1 : start;
  let digits = 0;
  let mantissa = 0;
  let point = -1;
  for (let index = first; index < end; index++) {
    const code = bytes.charCodeAt(index);
    const digit = code - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
    } else if (code === 0x2e && point < 0) point = index;
    else return unusualNumberOf(datagram, start, end);
  }
  // Up to here both mantissa and power are exact, and so their quotient is rounded once.
  if (digits === 0 || digits > 15) return unusualNumberOf(datagram, start, end);
  const value = point < 0 ? mantissa : mantissa / (powersOfTen[end - 1 - point] as number);
  return isNegative ? -value : value;
}

function unusualNumberOf(datagram: DatagramText, start: number, end: number): number {
  const text = datagram.text(start, end);
  const value = anyNumber.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new DatagramError(start, `expected a finite number, found ${quote(text)}`);
}

/** @throws {DatagramError} unless it is a whole number above zero. */
export function secondsOf(datagram: DatagramText, start: number, end: number): number {
  const seconds = numberOf(datagram, start, end);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw new DatagramError(start, `expected unix seconds, found ${seconds}`);
}

/** What was found, for a message: short, and printable. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
