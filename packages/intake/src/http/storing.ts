import type { Check } from '../checks/check.js';
import type { DecodedSeries, DecodedSketches } from '../decode/decoded-series.js';
import type { Payload } from '../decode/payload.js';
import type { IntakeEvent } from '../events/event.js';
import { admit, admitSketches } from '../rules/admit.js';
import { type Drop, DropTally } from '../rules/drop.js';
import { admitsCheck, admitsEvent } from '../rules/time-rules.js';
import type { Evicted } from '../store/evicted.js';
import type { Tenant } from '../tenants/tenant.js';

/** What is left of a payload, or of a part of it, after the rules. */
export interface Admitted {
  readonly series: DecodedSeries[];
  readonly sketches: DecodedSketches[];
  readonly events: IntakeEvent[];
  readonly checks: Check[];
}

/** What became of a payload. */
export interface Stored {
  readonly dropped: Drop[];
  readonly evicted: Evicted;
  /** With the ids they got, those that were dropped included. */
  readonly events: readonly IntakeEvent[];
}

export interface StoringParts {
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly acceptPastSeconds: number;
  /** Called with what was stored, in the same turn. */
  readonly onStored: (tenant: Tenant, stored: Admitted) => void;
}

/** Applies the rules to one payload and stores what they leave, in one part or in several. */
export class Storing {
  readonly #tenant: Tenant;
  readonly #parts: StoringParts;
  readonly #now: number;
  readonly #tally = new DropTally();
  readonly #events: IntakeEvent[] = [];
  #evicted: Evicted = { series: 0, points: 0 };

  constructor(tenant: Tenant, parts: StoringParts) {
    this.#tenant = tenant;
    this.#parts = parts;
    this.#now = Math.floor(parts.nowMs / 1_000);
    tenant.store.sweep(this.#now);
  }

  /** Of what was added so far. */
  get stored(): Stored {
    return { dropped: this.#tally.drops, evicted: this.#evicted, events: this.#events };
  }

  add(part: Payload): void {
    const { store, events, checks } = this.#tenant;
    const before = store.evicted;
    const admitted = this.#admit(part);
    for (const series of admitted.series) store.write(series);
    for (const sketches of admitted.sketches) store.writeSketches(sketches);
    for (const event of admitted.events) events.add(event);
    for (const check of admitted.checks) checks.add(check);
    this.#parts.onStored(this.#tenant, admitted);
    const { series, points } = store.evicted;
    this.#evicted = {
      series: this.#evicted.series + series - before.series,
      points: this.#evicted.points + points - before.points,
    };
  }

  #admit(part: Payload): Admitted {
    const { nowMs, acceptPastSeconds } = this.#parts;
    const now = this.#now;
    const tally = this.#tally;
    const admitted: Admitted = { series: [], sketches: [], events: [], checks: [] };
    for (const series of part.series) {
      const left = admit(series, now, acceptPastSeconds, tally);
      if (left !== undefined) admitted.series.push(left);
    }
    for (const sketches of part.sketches) {
      const left = admitSketches(sketches, now, acceptPastSeconds, tally);
      if (left !== undefined) admitted.sketches.push(left);
    }
    for (const event of part.events) {
      const identified = this.#tenant.events.identify(event, nowMs);
      this.#events.push(identified);
      if (admitsEvent(identified, now, tally)) admitted.events.push(identified);
    }
    for (const check of part.checks) {
      if (admitsCheck(check, now, tally)) admitted.checks.push(check);
    }
    return admitted;
  }
}
