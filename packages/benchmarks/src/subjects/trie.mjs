import { LogBins } from '../harness/log-bins.mjs';

export const title = 'floor: trie';
export const door = 'call';

const noTags = [];

class Node {
  value = 0;
  bins = undefined;
  values = undefined;
  branches = undefined;

  branch(step) {
    this.branches ??= new Map();
    let next = this.branches.get(step);
    if (next === undefined) {
      next = new Node();
      this.branches.set(step, next);
    }
    return next;
  }
}

/** Nested Maps, one level for each tag (for a record: each key and each value). */
class Trie {
  counts = new Node();
  gauges = new Node();
  histograms = new Node();
  distributions = new Node();

  increment(name, value = 1, tags = noTags) {
    find(this.counts, name, tags).value += value;
  }

  gauge(name, value, tags = noTags) {
    find(this.gauges, name, tags).value = value;
  }

  histogram(name, value, tags = noTags) {
    const node = find(this.histograms, name, tags);
    node.bins ??= new LogBins();
    node.bins.add(value);
  }

  /** Keeps every value, up to as many as we do before they are sent. */
  distribution(name, value, tags) {
    const node = find(this.distributions, name, tags);
    if (node.values === undefined || node.values.length === 10_000) node.values = [];
    node.values.push(value);
  }
}

function find(root, name, tags) {
  let node = root.branch(name);
  if (Array.isArray(tags)) {
    for (let index = 0; index < tags.length; index++) node = node.branch(tags[index]);
  } else {
    for (const key in tags) node = node.branch(key).branch(tags[key]);
  }
  return node;
}

export const open = () => ({ client: new Trie() });
