import { describe, expect, test } from 'vitest';
import { sendSeries } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { cardOf, column, LivePage } from './live-page.js';

describe.skipIf(skipWithoutChromium())('the page when things go wrong', { timeout: 60_000 }, () => {
  const live = LivePage.use();
  const points: [number, number][] = [[column, 1]];

  test('a part that can’t be loaded is told', async () => {
    await live.page.route('**/views.js', (route) => route.abort());
    await live.open();
    await live.page.waitForSelector('#banner:not([hidden])');

    expect(await live.texts('#banner')).toEqual([
      expect.stringContaining('The page could not be loaded. Reload it to try again.'),
    ]);
  });

  test.each([
    ['never arrives', 0],
    ['gets an error', 503],
  ])('a change that %s is said again', async (_, status) => {
    await sendSeries(live.intake, { metric: 'cart', points }, { metric: 'home', points });
    await live.open();
    await live.latest('home', 1);
    let refused = 0;
    await live.page.route('**/feed/watch*', (route) => {
      if (refused++ > 0) return route.continue();
      return status === 0 ? route.abort() : route.fulfill({ status });
    });

    await live.page.fill('#filter', 'cart');
    await live.page.waitForSelector(cardOf('home'), { state: 'detached', timeout: 8_000 });
    await live.latest('cart', 1);
    expect(refused).toBeGreaterThan(0);
  });
});
