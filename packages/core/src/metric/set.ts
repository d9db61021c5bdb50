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
    if (!this.#members.has(member)) {
      const characters = this.#characters + member.length;
      if (this.#members.size >= maxSetMembers || characters > maxCharacters) return false;
      this.#members.add(member);
      this.#characters = characters;
    }
    this.fresh++;
    return true;
  }

  read(): SetState {
    return { members: [...this.#members] };
  }

  merge({ members }: SetState, samples: number): boolean {
    const added = members.filter((member) => !this.#members.has(member));
    const characters = added.reduce((sum, { length }) => sum + length, this.#characters);
    const isTooMuch = this.#members.size + added.length > maxSetMembers;
    if (added.length > 0 && (isTooMuch || characters > maxCharacters)) return false;
    for (const member of added) this.#members.add(member);
    this.#characters = characters;
    this.fresh += samples;
    return true;
  }
}
