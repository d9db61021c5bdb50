import { type FaultRule, parseFaultRule } from './fault-rule.js';
import { matches, type RequestView } from './request-match.js';

/** A rule, and what became of it so far. */
export interface ListedFault {
  /** Names it to `DELETE /_control/faults/<id>`. */
  readonly id: number;
  readonly rule: FaultRule;
  /** Requests (or connections) that matched. */
  readonly seen: number;
  /** Those it was played on. */
  readonly played: number;
}

type Entry = { -readonly [K in keyof ListedFault]: ListedFault[K] };

/** The faults that are on, in order: of those that match, the first one that is due is played. */
export class FaultBook {
  readonly #random: () => number;
  #entries: Entry[] = [];
  #lastId = 0;

  /** @param random from 0 inclusive to 1 exclusive */
  constructor(random: () => number) {
    this.#random = random;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** @throws {IntakeError} `ERR_OPTIONS` for what is no rule; then none is added */
  add(rules: readonly unknown[]): ListedFault[] {
    const added = rules.map((rule) => ({
      id: 0,
      rule: parseFaultRule(rule),
      seen: 0,
      played: 0,
    }));
    for (const entry of added) entry.id = ++this.#lastId;
    this.#entries.push(...added);
    return added.map((entry) => ({ ...entry }));
  }

  /** @returns whether there was one of that id */
  remove(id: number): boolean {
    const before = this.#entries.length;
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    return this.#entries.length < before;
  }

  list(): ListedFault[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.#entries = [];
  }

  /** The fault for a request that just arrived. */
  async next(request: RequestView): Promise<FaultRule | undefined> {
    for (const entry of [...this.#entries]) {
      if ('resetOnConnect' in entry.rule) continue;
      if (!(await matches(entry.rule.on ?? {}, request))) continue;
      if (this.#isDue(entry)) return entry.rule;
    }
    return undefined;
  }

  /** Whether the connection that was just made is to be broken off. */
  breaksConnection(): boolean {
    return this.#entries.some((entry) => 'resetOnConnect' in entry.rule && this.#isDue(entry));
  }

  #isDue(entry: Entry): boolean {
    // Another request may have used it up meanwhile.
    if (!this.#entries.includes(entry)) return false;
    const { nth, count, probability = 1 } = entry.rule;
    entry.seen++;
    if (nth !== undefined && entry.seen !== nth) return false;
    if (this.#random() >= probability) return false;
    entry.played++;
    if (nth !== undefined || entry.played === count) this.remove(entry.id);
    return true;
  }
}
