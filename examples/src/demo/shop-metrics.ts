import { dogStats } from 'dogstats';
import { Tally } from './tally.js';

export const metric = {
  requests: 'shop.requests',
  responseTime: 'shop.response.time',
  inFlight: 'shop.requests.in_flight',
  visitors: 'shop.visitors',
  payments: 'shop.payments',
  orderItems: 'shop.order.items',
  orderValue: 'shop.order.value',
} as const;

/** Everything the shop records. Beside each call to dogStats stands the tally's own count. */
export class ShopMetrics {
  readonly tally: Tally = new Tally();
  #inFlight = 0;

  /** A request has come in. */
  began(visitor: string | undefined): void {
    this.#changeInFlight(+1);
    if (visitor === undefined) return;
    // An app need not say what time it is. This one does because the tally has to know, too, which
    // bucket a visitor is counted in.
    const timestamp = Date.now() / 1000;
    dogStats.set(metric.visitors, visitor, undefined, { timestamp });
    this.tally.countVisitor(visitor, timestamp);
  }

  /**
   * A request was answered.
   *
   * @param route the pattern, never the URL: each value of a tag is one more series to pay for.
   */
  answered(route: string, status: number): void {
    this.#changeInFlight(-1);
    dogStats.increment(metric.requests, 1, { route, status });
    this.tally.countRequest(route, status);
  }

  /** The payment provider has answered, or has not. */
  payment(outcome: 'accepted' | 'failed'): void {
    dogStats.increment(metric.payments, 1, { outcome });
    this.tally.countPayment(outcome);
  }

  /** Somebody bought some items, worth so many whole euros. */
  ordered(items: number, value: number): void {
    dogStats.histogram(metric.orderItems, items);
    dogStats.distribution(metric.orderValue, value);
    this.tally.countOrder(items, value);
  }

  /** A handler that does the same and is timed, whether it returns or throws. */
  timed<Args extends unknown[], Result>(
    route: string,
    handler: (...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    const timedHandler = dogStats.timed(metric.responseTime, handler, { tags: { route } });
    return async (...args) => {
      try {
        return await timedHandler(...args);
      } finally {
        this.tally.countTiming(route);
      }
    };
  }

  #changeInFlight(by: number): void {
    this.#inFlight += by;
    dogStats.gauge(metric.inFlight, this.#inFlight);
    this.tally.inFlight = this.#inFlight;
  }
}
