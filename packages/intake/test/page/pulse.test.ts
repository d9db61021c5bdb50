import { describe, expect, test } from 'vitest';
import { sendSeries } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { column, LivePage } from './live-page.js';

/** In the page: who lit up since then, and who is lit up still. */
const watchLights = `
  window.lit = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.matches('.pulse')) lit.push(target.dataset.metric);
      if (target.matches('.blink')) lit.push('lamp');
    }
  }).observe(document, { subtree: true, attributeFilter: ['class'] })`;

describe.skipIf(skipWithoutChromium())('a payload that arrives', { timeout: 60_000 }, () => {
  const live = LivePage.use();
  const lit = (): Promise<unknown> => live.page.evaluate('[...new Set(lit)].sort()');
  const stillLit = (): Promise<number> =>
    live.page.$$eval('.pulse, .blink', (elements) => elements.length);
  const sendTo = async (metric: string, value: number): Promise<void> => {
    await sendSeries(live.intake, { metric, points: [[column, value]], interval: 10 });
    await live.latest(metric, value);
  };

  test('lights up the lamp and the charts that it is for, each time, for a moment', async () => {
    await showTwo();
    for (const value of [5, 6]) {
      await live.page.evaluate('lit.length = 0');
      await sendTo('hits', value);
      await expect.poll(lit, { timeout: 10_000 }).toEqual(['hits', 'lamp']);
      await expect.poll(stillLit, { timeout: 10_000 }).toBe(0);
    }

    await live.page.click('[data-metric="hits"] h2 a');
    await live.page.waitForSelector('.metric-page .uplot');
    await live.page.evaluate('lit.length = 0');
    await sendTo('hits', 7);
    await expect.poll(lit, { timeout: 10_000 }).toEqual(['hits', 'lamp']);
    expect(live.problems).toEqual([]);
  });

  /** Two charts, drawn, and what lit up on the way is over. */
  async function showTwo(): Promise<void> {
    await live.open();
    await sendTo('other', 1);
    await sendTo('hits', 1);
    await live.page.waitForSelector('[data-metric="hits"] .uplot');
    await expect.poll(stillLit, { timeout: 10_000 }).toBe(0);
    await live.page.evaluate(watchLights);
  }
});
