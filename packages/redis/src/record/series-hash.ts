/** 64 bits of FNV-1a, twice 32 from different seeds: spreads series, and protects against nothing. */
function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The same for records of one series, on every machine: sixteen hexadecimal digits. */
export function seriesHash(identity: string): string {
  return hex(fnv(identity, 0x811c9dc5)) + hex(fnv(identity, 0x1000193b));
}

/** One of so many parts that a series belongs to. */
export function shardOf(identity: string, shards: number): number {
  return fnv(identity, 0x811c9dc5) % shards;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
