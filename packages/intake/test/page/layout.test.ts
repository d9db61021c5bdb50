import { describe, expect, test } from 'vitest';
import { send, sendDistribution, sendSeries } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { column, LivePage } from './live-page.js';

describe.skipIf(skipWithoutChromium())('what is read at a glance', { timeout: 60_000 }, () => {
  const live = LivePage.use();
  const phone = { width: 360, height: 740 };

  test('bytes have their unit wherever they are told', async () => {
    await sendSeries(live.intake, { metric: 'hits', points: [[column, 1]] });
    await live.open('/#/overview');
    await live.page.waitForSelector('[data-metric="Bytes per second"] .legend b');

    const values = await live.texts('[data-metric="Bytes per second"] .legend b');
    expect(values).toHaveLength(2);
    for (const value of values) expect(value).toMatch(/^[\d.]+ k?B$/);
    const requests = await live.texts('[data-metric="Requests per second"] .legend b');
    expect(requests.join()).not.toContain('B');
  });

  test('labels of tiny values are told whole', async () => {
    const points: [number, number][] = [
      [column - 10, 0.000_08],
      [column, 0.000_1],
    ];
    await sendSeries(live.intake, { metric: 'load.time', type: 3, interval: 10, points });
    await live.open('/');
    await live.latest('load.time', 0.000_1);

    const { room, widest } = await live.page.$eval('[data-metric="load.time"]', (chart) => {
      const { chart: plot } = chart as unknown as {
        chart: { ctx: CanvasRenderingContext2D; axes: { _size: number; _values: string[] }[] };
      };
      const axis = plot.axes[1];
      plot.ctx.font = '10.5px system-ui, sans-serif';
      const widths = (axis?._values ?? []).map((label) => plot.ctx.measureText(label).width);
      return { room: axis?._size ?? 0, widest: Math.max(...widths) };
    });
    expect(widest).toBeGreaterThan(40);
    expect(room).toBeGreaterThan(widest + 4);
  });

  test.each([1440, 360])('at %i px a banner that comes moves nothing', async (width) => {
    await live.page.setViewportSize({ width, height: 740 });
    await sendSeries(live.intake, { metric: 'hits', points: [[column, 1]] });
    await live.open('/');
    await live.latest('hits', 1);

    const places = (): Promise<number[]> =>
      live.page.$$eval('.toolbar, main, .card', (all) =>
        all.map((each) => each.getBoundingClientRect().top),
      );
    const before = await places();
    await fetch(`${live.intake.url}/api/v2/series`, { method: 'POST', body: '{' });
    await live.page.waitForSelector('#banner:not([hidden])');
    expect(await places()).toEqual(before);
    const { left, right, bottom } = await live.page.$eval('#banner', (banner) =>
      banner.getBoundingClientRect().toJSON(),
    );
    expect(left).toBeGreaterThan(0);
    expect(right).toBeLessThan(width);
    expect(bottom).toBeLessThan(740);
  });

  test('at the end of the page the banner is below what is last', async () => {
    await live.page.setViewportSize(phone);
    const points: [number, number][] = [[column, 1]];
    await sendSeries(live.intake, { metric: 'hits', points }, { metric: 'queue', points });
    await fetch(`${live.intake.url}/api/v2/series`, { method: 'POST', body: '{' });
    await live.open('/');
    await live.page.waitForSelector('#banner:not([hidden])');
    await live.page.waitForSelector('[data-metric="queue"] .uplot');

    await live.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const bottomOf = (selector: string): Promise<number> =>
      live.page.$eval(selector, (each) => each.getBoundingClientRect().bottom);
    const height = await live.page.$eval('#banner', (banner) => banner.clientHeight);
    expect(await bottomOf('.board')).toBeLessThan((await bottomOf('#banner')) - height);
  });

  test.each([1440, 360])(
    'at %i px a long banner leaves the end of the page free',
    async (width) => {
      await live.page.setViewportSize({ width, height: 740 });
      const points: [number, number][] = [[column, 1]];
      const names = Array.from({ length: 12 }, (_, index) => `m.${index}`);
      await sendSeries(live.intake, ...names.map((metric) => ({ metric, points })));
      const wrong = { metric: 'm', type: 'x'.repeat(30), points: [['y'.repeat(900), 1]] };
      await live.open('/');
      await live.page.waitForSelector('.card .uplot');
      await send(live.intake, '/api/v1/series', { series: [wrong] });
      await live.page.waitForSelector('#banner:not([hidden])');

      await live.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const [end = 0, top = 0] = await live.page.evaluate(() =>
        ['.board', '#banner'].map((selector) => {
          const rect = document.querySelector(selector)?.getBoundingClientRect();
          return (selector === '.board' ? rect?.bottom : rect?.top) ?? 0;
        }),
      );
      expect(end).toBeLessThan(top);
    },
  );

  test('on a phone the page of a metric tells all of its caption', async () => {
    await live.page.setViewportSize(phone);
    const series = Array.from({ length: 300 }, (_, n) => ({ metric: 'hits', tags: [`n:${n}`] }));
    const point = { points: [[column, 48.5]] as [number, number][], interval: 10 };
    await sendSeries(live.intake, ...series.map((each) => ({ ...each, ...point })));
    await live.open('/#/metric/s/hits');
    await live.latest('hits', 14_550);

    const hidden = await live.page.$eval('.caption', (caption) => {
      return caption.scrollWidth - caption.clientWidth;
    });
    expect(hidden).toBe(0);
  });

  test('on a phone the figures of a row of tiles stand in one line', async () => {
    await live.page.setViewportSize(phone);
    await live.open('/#/overview');
    await live.page.waitForSelector('.tile dd');

    const bottoms = await live.page.$$eval('.tile dd', (all) =>
      all.map((each) => Math.round(each.getBoundingClientRect().bottom)),
    );
    expect([bottoms[0], bottoms[2]]).toEqual([bottoms[1], bottoms[3]]);
  });

  test.each([1440, 360])('at %i px the legend of tiny values is apart and whole', async (width) => {
    await live.page.setViewportSize({ width, height: 740 });
    await sendDistribution(live.intake, 'd', [[column, [0.000_187, 0.000_187, 0.000_188]]]);
    await live.open('/');
    await live.page.waitForSelector('[data-metric="d"] .uplot');

    const items = await live.page.$$eval('[data-metric="d"] .legend li', (all) =>
      all.map((item) => {
        const [label, value] = [...item.children] as [HTMLElement, HTMLElement];
        const { right } = value.getBoundingClientRect();
        const { left } = item.getBoundingClientRect();
        return { text: value.textContent, left, right, cut: label.scrollWidth - label.clientWidth };
      }),
    );
    expect(items.map(({ text }) => text?.length)).toEqual([8, 8, 8]);
    expect(items.map(({ cut }) => cut)).toEqual([0, 0, 0]);
    const gaps = items.slice(1).map(({ left }, index) => left - (items[index]?.right ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7);
  });

  test('what gets the focus is never behind the banner', async () => {
    await live.page.setViewportSize({ width: 1440, height: 740 });
    for (let sent = 0; sent < 30; sent++) {
      await sendSeries(live.intake, { metric: `m.${sent}`, points: [[column, 1]] });
    }
    await fetch(`${live.intake.url}/api/v2/series`, { method: 'POST', body: '{' });
    await live.open('/#/payloads');
    await live.page.waitForSelector('#banner:not([hidden])');
    await live.page.waitForSelector('tbody tr:nth-child(30)');

    let lowest = 0;
    for (let presses = 0; presses < 45; presses++) {
      await live.page.keyboard.press('Tab');
      const { bottom, height, top } = await live.page.evaluate(() => {
        const focus = document.activeElement?.getBoundingClientRect();
        const banner = document.getElementById('banner')?.getBoundingClientRect();
        return { bottom: focus?.bottom ?? 0, height: focus?.height ?? 0, top: banner?.top ?? 0 };
      });
      // A table as a whole is higher than the screen.
      if (height > 500) continue;
      lowest = Math.max(lowest, bottom);
      expect(bottom).toBeLessThanOrEqual(top);
    }
    expect(lowest).toBeGreaterThan(500);
  });
});
