/** What Datadog said last of one of its rate limits. */
export interface RateLimit {
  /** Requests in each period. */
  readonly limit: number;
  readonly periodSeconds: number;
  /** Requests left in the running period. */
  readonly remaining: number;
  /** When the next period begins. */
  readonly resetsAt: Date;
}

/** Names come from outside. */
const maxNames = 100;

/** Takes note of the limit that an answer names in its headers, if any. */
export function noteRateLimit(
  limits: Map<string, RateLimit>,
  header: (name: string) => string | undefined,
  nowMs: number,
): void {
  const number = (name: string): number => Number(header(`x-ratelimit-${name}`) ?? Number.NaN);
  const [limit, periodSeconds] = [number('limit'), number('period')];
  const [remaining, resetSeconds] = [number('remaining'), number('reset')];
  if (![limit, periodSeconds, remaining, resetSeconds].every(Number.isFinite)) return;
  const name = header('x-ratelimit-name') ?? '';
  limits.delete(name);
  const resetsAt = new Date(nowMs + resetSeconds * 1_000);
  limits.set(name, { limit, periodSeconds, remaining, resetsAt });
  const [oldest = ''] = limits.keys();
  if (limits.size > maxNames) limits.delete(oldest);
}
