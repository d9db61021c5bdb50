import type { BatchStats } from '../engine/batch.js';
import type { RetryNotice } from '../engine/window-fetcher.js';

/** A line that tells how far it is, written over and over; nothing where nobody looks. */
export class ProgressLine {
  readonly #print: (text: string) => void;
  #shown = false;
  #line = '';
  #points = 0;

  /** @param stream a terminal, else nothing is printed. */
  constructor(stream: { isTTY?: boolean; write(text: string): unknown }, quiet: boolean) {
    this.#print = stream.isTTY === true && !quiet ? (text) => void stream.write(text) : () => {};
  }

  advance(progress: number, { batchNumber, pointsCount }: BatchStats): void {
    this.#points += pointsCount;
    const width = 24;
    const filled = Math.round(progress * width);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    const percent = Math.floor(progress * 100);
    const points = this.#points.toLocaleString('en-US');
    this.#line = `${bar} ${percent} %  ${batchNumber} windows, ${points} points`;
    this.#show(this.#line);
  }

  /** So far. */
  get points(): number {
    return this.#points;
  }

  waiting({ httpStatus, delayMs, retry }: RetryNotice): void {
    const why = httpStatus === 0 ? 'no answer' : `status ${httpStatus}`;
    const seconds = Math.max(1, Math.round(delayMs / 1_000));
    this.#show(`${this.#line}  ${why}, retry ${retry} in ${seconds} s`);
  }

  /** Takes the line away: what comes next is printed in its place. */
  clear(): void {
    if (this.#shown) this.#print('\r\u001b[K');
    this.#shown = false;
  }

  #show(text: string): void {
    this.#print(`\r\u001b[K${text.trim()}`);
    this.#shown = true;
  }
}
