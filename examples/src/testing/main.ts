// A test of an app's metrics, with node:test: nothing is sent, time stands still. Run it with `node --test`.
import { after, beforeEach, test } from 'node:test';
import { dogStats } from 'dogstats';
import { assertMetrics, recordMetrics } from 'dogstats/testing';

/** The app: it starts dogStats itself, which changes nothing in a test. */
class Shop {
  constructor() {
    dogStats.start({ prefix: 'shop' });
  }

  view(page: string): void {
    dogStats.increment('page.views', 1, { page });
  }

  buy(items: readonly string[]): void {
    const timer = dogStats.timer('order.time');
    dogStats.distribution('order.items', items.length);
    timer.stop();
  }
}

const metrics = recordMetrics(); // before the app is started
const shop = new Shop();

beforeEach(() => metrics.reset());
after(() => metrics.stop());

void test('pages are counted each for itself', () => {
  shop.view('home');
  shop.view('home');
  shop.view('about');

  assertMetrics(metrics).toHaveCount('page.views', 3);
  assertMetrics(metrics).toHaveCount('page.views', 2, { page: 'home' });
  assertMetrics(metrics).not.toHaveRecorded('order.items');
});

void test('an order is timed and its items are counted', () => {
  shop.buy(['book', 'pen']);

  assertMetrics(metrics).toHaveDistribution('order.items', [2]);
  assertMetrics(metrics).toHaveHistogram('order.time', [0]);
});
