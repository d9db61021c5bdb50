/**
 * From a name and tags as the caller wrote them to what was found for them before, without building
 * a key: a radix trie per name. Constant tags cost a few pointer comparisons.
 *
 * A path is the tags in the caller's order (keys and values alternating for records), so one set of
 * tags may have several paths. Arrays and records must not share a trie: `['a', '1']` is not `{ a: 1 }`.
 */
export class TagPaths<Target> {
  readonly #roots = new Map<string, PathNode<Target>>();

  clear(): void {
    this.#roots.clear();
  }

  findArray(name: string, tags: readonly unknown[]): Target | undefined {
    let node = this.#roots.get(name);
    if (node === undefined) return undefined;
    const length = tags.length;
    let depth = 0;
    for (;;) {
      const { prefix } = node;
      const end = depth + prefix.length;
      if (end > length) return undefined;
      for (let index = 0; depth < end; index++, depth++) {
        if (tags[depth] !== prefix[index]) return undefined;
      }
      if (depth === length) return node.target;
      if (node.branches === undefined) return undefined;
      node = node.branches.get(tags[depth]);
      if (node === undefined) return undefined;
      depth++;
    }
  }

  findRecord(name: string, tags: { readonly [key: string]: unknown }): Target | undefined {
    let node = this.#roots.get(name);
    if (node === undefined) return undefined;
    let offset = 0;
    for (const key in tags) {
      if (offset < node.prefix.length) {
        if (node.prefix[offset++] !== key) return undefined;
      } else {
        node = node.branches?.get(key);
        if (node === undefined) return undefined;
        offset = 0;
      }
      const value: unknown = tags[key];
      if (offset < node.prefix.length) {
        if (node.prefix[offset++] !== value) return undefined;
      } else {
        node = node.branches?.get(value);
        if (node === undefined) return undefined;
        offset = 0;
      }
    }
    return offset === node.prefix.length ? node.target : undefined;
  }

  /** Remembers what was found for a path, instead of what was there. */
  set(name: string, path: readonly unknown[], target: Target): void {
    let node = this.#roots.get(name);
    if (node === undefined) {
      this.#roots.set(name, new PathNode(from(path, 0), target));
      return;
    }
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
      const next: PathNode<Target> | undefined = node.branches.get(step);
      if (next === undefined) {
        node.branches.set(step, new PathNode(from(path, depth), target));
        return;
      }
      node = next;
    }
  }
}

class PathNode<Target> {
  /** Steps that every path through this node takes next. */
  prefix: readonly unknown[];
  /** What the path that ends after the prefix leads to. */
  target: Target | undefined;
  branches: Map<unknown, PathNode<Target>> | undefined;

  constructor(prefix: readonly unknown[], target: Target | undefined) {
    this.prefix = prefix;
    this.target = target;
    this.branches = undefined;
  }

  /** Ends this node's prefix earlier; the rest moves to a branch. */
  splitAt(length: number): void {
    const rest = new PathNode(from(this.prefix, length + 1), this.target);
    rest.branches = this.branches;
    this.branches = new Map([[this.prefix[length], rest]]);
    this.prefix = this.prefix.slice(0, length);
    this.target = undefined;
  }
}

const noSteps: readonly never[] = [];

/** The rest of a path; most are empty, and those share one array. */
function from(path: readonly unknown[], start: number): readonly unknown[] {
  return start >= path.length ? noSteps : path.slice(start);
}
