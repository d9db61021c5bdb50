import { braced } from './exposition.js';

const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100];
const name = 'dd_api_request_duration_seconds';

interface Durations {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  /** One for each bound: requests that took no longer. */
  readonly buckets: number[];
  sum: number;
  count: number;
}

/** How long requests took, by method, route and status: what Opstrace tells of itself. */
export class RequestDurations {
  readonly #durations = new Map<string, Durations>();

  /** @param route path as a label has it, such as `api_v1_series` */
  observe(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let found = this.#durations.get(key);
    if (found === undefined) {
      found = { method, route, status, buckets: bounds.map(() => 0), sum: 0, count: 0 };
      this.#durations.set(key, found);
    }
    found.count++;
    found.sum += seconds;
    for (const [index, bound] of bounds.entries()) {
      if (seconds <= bound) found.buckets[index] = (found.buckets[index] as number) + 1;
    }
  }

  /** For Prometheus to scrape. */
  exposition(): string {
    const lines = [
      `# HELP ${name} How long requests took, in seconds.`,
      `# TYPE ${name} histogram`,
    ];
    for (const { method, route, status, buckets, sum, count } of this.#durations.values()) {
      const labels = [
        ['method', method],
        ['route', route],
        ['status_code', String(status)],
      ] as const;
      for (const [index, bound] of [...bounds, '+Inf'].entries()) {
        const within = braced([...labels, ['le', String(bound)]]);
        lines.push(`${name}_bucket${within} ${buckets[index] ?? count}`);
      }
      lines.push(`${name}_sum${braced(labels)} ${sum}`, `${name}_count${braced(labels)} ${count}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
