/** Width in seconds of the buckets that visitors are counted in: what dogStats uses, too. */
const bucketSeconds = 10;

/**
 * What the shop counts by itself, with nothing but plain numbers: what the intake has to hold in
 * the end.
 */
export class Tally {
  /** Requests by `<route> <status>`. */
  readonly requests: Map<string, number> = new Map();
  /** Response times taken, by route. */
  readonly timings: Map<string, number> = new Map();
  /** Different visitors, by the start of their bucket. */
  readonly visitors: Map<number, Set<string>> = new Map();
  /** Payments, by outcome. */
  readonly payments: Map<string, number> = new Map();
  /** Orders, the most items of one, and what all were worth. */
  readonly orders: { count: number; mostItems: number; value: number } = {
    count: 0,
    mostItems: 0,
    value: 0,
  };
  /** Requests under way; `undefined` before the first one. */
  inFlight: number | undefined;

  countRequest(route: string, status: number): void {
    add(this.requests, `${route} ${status}`);
  }

  countTiming(route: string): void {
    add(this.timings, route);
  }

  countPayment(outcome: string): void {
    add(this.payments, outcome);
  }

  countOrder(items: number, value: number): void {
    this.orders.count++;
    this.orders.mostItems = Math.max(this.orders.mostItems, items);
    this.orders.value += value;
  }

  /** @param timestamp unix seconds. */
  countVisitor(visitor: string, timestamp: number): void {
    const bucket = bucketOf(timestamp);
    const visitors = this.visitors.get(bucket) ?? new Set();
    this.visitors.set(bucket, visitors.add(visitor));
  }
}

/**
 * Start of the bucket that holds a time, as a multiple of its width. A process's first bucket starts
 * late, at the second of its birth; this is where it belongs all the same.
 */
export function bucketOf(timestamp: number): number {
  return Math.floor(timestamp / bucketSeconds) * bucketSeconds;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
