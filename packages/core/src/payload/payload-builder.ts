import { Buffer } from 'node:buffer';
import { type Route, routeLimits } from './limits.js';
import { closing, opening, type Payload } from './payload.js';
import { UnitsBuilder } from './units.js';

/** Texts are gathered and written together: one write costs more than a few joins. */
const unitsPerWrite = 64;

/** What a body's buffer begins with; it doubles. */
const firstBytes = 262_144;

/** A payload that is being filled, up to the limits of its route. */
export class PayloadBuilder {
  readonly #route: Route;
  readonly #bucketStart: number;
  #units = new UnitsBuilder();
  #points = 0;
  #body = Buffer.allocUnsafe(firstBytes);
  /** Bytes of the body that are written. */
  #written = 0;
  #waiting = '';

  constructor(route: Route, bucketStart: number) {
    this.#route = route;
    this.#bucketStart = bucketStart;
    this.#begin();
  }

  /** @param text ASCII. */
  hasRoomFor(text: string, points: number): boolean {
    const { rawBytes, points: mostPoints } = routeLimits[this.#route];
    const bytes = this.#length + 1 + text.length + closing.length;
    return this.#units.length === 0 || (bytes <= rawBytes && this.#points + points <= mostPoints);
  }

  /**
   * @param text ASCII: the series of one unit.
   * @param samples recorded calls that it is the first to carry.
   */
  add(metric: string, text: string, points: number, samples: number): void {
    if (this.#units.length > 0) this.#waiting += ',';
    this.#waiting += text;
    this.#units.add(metric, text.length, points, samples);
    this.#points += points;
    if (this.#units.length % unitsPerWrite === 0) this.#write();
  }

  /** Takes the payload out; the builder is empty afterwards. */
  take(): Payload {
    this.#waiting += closing.toString();
    this.#write();
    const payload = {
      route: this.#route,
      bucketStart: this.#bucketStart,
      body: this.#body.subarray(0, this.#written),
      units: this.#units.build(),
    };
    this.#begin();
    return payload;
  }

  get #length(): number {
    return this.#written + this.#waiting.length;
  }

  #begin(): void {
    this.#units = new UnitsBuilder();
    this.#points = 0;
    this.#body = Buffer.allocUnsafe(firstBytes);
    this.#written = opening.copy(this.#body);
    this.#waiting = '';
  }

  #write(): void {
    if (this.#length > this.#body.length) this.#grow(this.#length);
    this.#written += this.#body.write(this.#waiting, this.#written, 'latin1');
    this.#waiting = '';
  }

  #grow(length: number): void {
    const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#body.length));
    this.#body.copy(grown, 0, 0, this.#written);
    this.#body = grown;
  }
}
