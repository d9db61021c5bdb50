import type { Bucket } from './bucket.js';
import type { SetState } from './metric-point.js';

/** Distinct members that one set holds in a bucket. */
const maxSetMembers = 10_000;

/** Characters of all its members together. */
const maxCharacters = 1_000_000;

/** How many different ones there were. Numbers and strings that print alike are one member. */
export class SetOfMembers implements Bucket<'set'> {
  readonly start: number;
  fresh = 0;
  readonly #members = new Set<string>();
  #characters = 0;

  constructor(start: number) {
    this.start = start;
  }

  /** @returns false when the member is new and the set is full; it then counts as dropped. */
  add(member: string): boolean {
    if (!this.#hold(member)) return false;
    this.fresh++;
    return true;
  }

  read(): SetState {
    return { members: [...this.#members] };
  }

  merge({ members }: SetState, samples: number): number {
    const left = members.filter((member) => !this.#hold(member)).length;
    if (left === 0) {
      this.fresh += samples;
      return 0;
    }
    // Which calls were of these members is not known: their share, rounded towards loss.
    const surplus = Math.ceil((samples * left) / members.length);
    this.fresh += samples - surplus;
    return surplus;
  }

  /** @returns false when there is no room for it. */
  #hold(member: string): boolean {
    if (this.#members.has(member)) return true;
    const characters = this.#characters + member.length;
    if (this.#members.size >= maxSetMembers || characters > maxCharacters) return false;
    this.#members.add(member);
    this.#characters = characters;
    return true;
  }
}
