/**
 * From a name and tags as the caller wrote them to what was found for them before, without building
 * a key: a radix trie per name. Constant tags cost a few pointer comparisons.
 *
 * A path is the tags in the caller's order (keys and values alternating for records), so one set of
 * tags may have several paths. Arrays and records must not share a trie: `['a', '1']` is not `{ a: 1 }`.
 */
export class TagPaths<Target> {
  readonly #roots = new Map<string, Place<Target>>();

  clear(): void {
    this.#roots.clear();
  }

  findArray(name: string, tags: readonly unknown[]): Target | undefined {
    let place = this.#roots.get(name);
    const length = tags.length;
    let depth = 0;
    while (place instanceof PathNode) {
      const { prefix, branches }: PathNode<Target> = place;
      const end = depth + prefix.length;
      if (end > length) return undefined;
      for (let index = 0; depth < end; index++, depth++) {
        if (tags[depth] !== prefix[index]) return undefined;
      }
      if (depth === length) return place.target;
      if (branches === undefined) return undefined;
      place = branches.get(tags[depth++]);
    }
    return depth === length ? place : undefined;
  }

  findRecord(name: string, tags: { readonly [key: string]: unknown }): Target | undefined {
    let place = this.#roots.get(name);
    let offset = 0;
    for (const key in tags) {
      if (!(place instanceof PathNode)) return undefined;
      if (offset < place.prefix.length) {
        if (place.prefix[offset++] !== key) return undefined;
      } else {
        place = place.branches?.get(key);
        offset = 0;
        if (!(place instanceof PathNode)) return undefined;
      }
      const value: unknown = tags[key];
      if (offset < place.prefix.length) {
        if (place.prefix[offset++] !== value) return undefined;
      } else {
        place = place.branches?.get(value);
        offset = 0;
      }
    }
    if (!(place instanceof PathNode)) return place;
    return offset === place.prefix.length ? place.target : undefined;
  }

  /** Remembers what was found for a path, instead of what was there. */
  set(name: string, path: readonly unknown[], target: Target): void {
    let place = this.#roots.get(name);
    if (place === undefined || (path.length === 0 && !(place instanceof PathNode))) {
      this.#roots.set(name, placeOf(path, 0, target));
      return;
    }
    let node = nodeOf(place);
    if (node !== place) this.#roots.set(name, node);
    let depth = 0;
    for (;;) {
      let shared = 0;
      while (
        shared < node.prefix.length &&
        depth < path.length &&
        node.prefix[shared] === path[depth]
      ) {
        shared++;
        depth++;
      }
      if (shared < node.prefix.length) node.splitAt(shared);
      if (depth === path.length) {
        node.target = target;
        return;
      }
      const step = path[depth++];
      node.branches ??= new Map();
      place = node.branches.get(step);
      if (place === undefined || (depth === path.length && !(place instanceof PathNode))) {
        node.branches.set(step, placeOf(path, depth, target));
        return;
      }
      const next = nodeOf(place);
      if (next !== place) node.branches.set(step, next);
      node = next;
    }
  }
}

/** Where a path leads to: a node, or where it ends and no other goes on, the target itself. */
type Place<Target> = PathNode<Target> | Target;

class PathNode<Target> {
  /** Steps that every path through this node takes next. */
  prefix: readonly unknown[];
  /** What the path that ends after the prefix leads to. */
  target: Target | undefined;
  branches: Map<unknown, Place<Target>> | undefined;

  constructor(prefix: readonly unknown[], target: Target | undefined) {
    this.prefix = prefix;
    this.target = target;
    this.branches = undefined;
  }

  /** Ends this node's prefix earlier; the rest moves to a branch. */
  splitAt(length: number): void {
    const rest = new PathNode(from(this.prefix, length + 1), this.target);
    rest.branches = this.branches;
    const isEnd = rest.prefix.length === 0 && rest.branches === undefined;
    const place = isEnd && rest.target !== undefined ? rest.target : rest;
    this.branches = new Map([[this.prefix[length], place]]);
    this.prefix = this.prefix.slice(0, length);
    this.target = undefined;
  }
}

/** What the rest of a path becomes. */
function placeOf<Target>(path: readonly unknown[], start: number, target: Target): Place<Target> {
  return start === path.length ? target : new PathNode(path.slice(start), target);
}

/** A node for a place, so that paths can go on there. */
function nodeOf<Target>(place: Place<Target>): PathNode<Target> {
  return place instanceof PathNode ? place : new PathNode<Target>(noSteps, place);
}

const noSteps: readonly never[] = [];

/** The rest of a path; most are empty, and those share one array. */
function from(path: readonly unknown[], start: number): readonly unknown[] {
  return start >= path.length ? noSteps : path.slice(start);
}
