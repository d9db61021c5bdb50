import { pause } from './pause.js';
import type { ShopMetrics } from './shop-metrics.js';

/** Answers with a status, after work that takes its time; may throw. */
type Handler = (id: string, metrics: ShopMetrics) => Promise<number>;

export interface Match {
  /** The route as it is written, such as `/products/:id`. */
  readonly pattern: string;
  readonly handle: Handler;
  /** What stands for `:id`, or ''. */
  readonly id: string;
}

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly path: RegExp;
  readonly handle: Handler;
}

/** Products that exist: 1 to this one. */
const products = 40;

const routes: readonly Route[] = [
  { method: 'GET', pattern: '/', path: /^\/$/, handle: showHome },
  { method: 'GET', pattern: '/products/:id', path: /^\/products\/([^/]+)$/, handle: showProduct },
  { method: 'POST', pattern: '/checkout', path: /^\/checkout$/, handle: checkOut },
];

const notFound: Omit<Match, 'id'> = { pattern: 'unknown', handle: async () => 404 };

/** Finds what a request is for. All that is for nothing shares one pattern. */
export function matchRoute(method: string, url: string): Match {
  const [path = ''] = url.split('?', 1);
  for (const route of routes) {
    const found = route.method === method ? route.path.exec(path) : null;
    if (found !== null) return { ...route, id: found[1] ?? '' };
  }
  return { ...notFound, id: '' };
}

async function showHome(): Promise<number> {
  await work(25);
  return 200;
}

async function showProduct(id: string): Promise<number> {
  const number = Number(id);
  if (!(number >= 1 && number <= products)) return 404;
  // Some products are slower to load than others.
  await work(50 + number * 3);
  return 200;
}

async function checkOut(_id: string, metrics: ShopMetrics): Promise<number> {
  await work(280);
  const paid = Math.random() >= paymentFailureRate();
  metrics.payment(paid ? 'accepted' : 'failed');
  if (!paid) throw new Error('the payment provider is down');
  metrics.ordered(Math.ceil(3 * Math.exp(spread())), Math.ceil(90 * Math.exp(1.5 * spread())));
  return 200;
}

/** The payment provider has a bad time now and then. */
function paymentFailureRate(): number {
  const seconds = Date.now() / 1000;
  return seconds % 70 < 12 ? 0.4 : 0.03;
}

/** Waits as databases do: mostly about as long as usual, now and then several times that. */
async function work(usualMs: number): Promise<void> {
  await pause(usualMs * Math.exp(1.2 * spread()));
}

/** From −1.5 to 1.5, mostly near 0. */
function spread(): number {
  return Math.random() + Math.random() + Math.random() - 1.5;
}
