import { describe, expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { sendDistribution, sendSeries } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { cardOf, column, LivePage } from './live-page.js';

describe.skipIf(skipWithoutChromium())('the board of the live page', () => {
  const live = LivePage.use();

  test('moves a counter’s plotted value as points arrive, by itself', async () => {
    const views = { metric: 'page.views', interval: 10 };
    await sendSeries(live.intake, { ...views, points: [[column, 7]] });
    await live.open();
    await live.latest('page.views', 7);
    await expect.poll(() => live.plotted('page.views')).toEqual([7]);

    await sendSeries(live.intake, { ...views, points: [[column + 10, 12]] });
    await live.latest('page.views', 12);
    await expect.poll(() => live.plotted('page.views')).toEqual([7, 12]);

    expect(await live.texts(`${cardOf('page.views')} .value`)).toEqual(['12']);
    expect(live.problems).toEqual([]);
  });

  test('columns begin at zero, however close together their values are', async () => {
    const points: [number, number][] = [
      [column, 101],
      [column + 10, 93],
    ];
    await sendSeries(live.intake, { metric: 'c', points, interval: 10 });
    await live.open();
    await live.latest('c', 93);
    await expect.poll(() => live.lowest('c')).toBe(0);
  });

  test('a value sent again replaces the one plotted, and contexts of a count add up', async () => {
    const first = { metric: 'c', tags: ['a:1'], interval: 10 };
    await sendSeries(live.intake, { ...first, points: [[column, 7]] });
    await live.open();
    await live.latest('c', 7);

    await sendSeries(
      live.intake,
      { ...first, points: [[column, 9]] },
      { metric: 'c', points: [[column, 100]], tags: ['a:2'], interval: 10 },
    );

    await live.latest('c', 109);
    await expect.poll(() => live.plotted('c')).toEqual([109]);
    const [caption] = await live.texts(`${cardOf('c')} .caption`);
    expect(caption).toBe('sum over 2 contexts · per 10 s');
  });

  test('shows the aggregates of a histogram as one card with its count', async () => {
    await live.open();
    const parts = ['min', 'max', 'avg', 'median', '75percentile', '95percentile', '99percentile'];
    await sendSeries(
      live.intake,
      { metric: 'load.time.count', type: 1, points: [[column, 1_204]], interval: 10 },
      ...parts.map((part, index) => ({
        metric: `load.time.${part}`,
        type: 3,
        points: [[column, index + 0.5]] as [number, number][],
      })),
    );

    await live.latest('load.time', 2.5);
    expect(await live.texts('.card h2')).toEqual(['load.time']);
    expect(await live.texts('.card .badge')).toEqual(['histogram · 1,204']);
    expect(await live.texts('.legend li')).toEqual(['avg 2.5', 'p95 5.5', 'max 1.5']);
    expect(live.problems).toEqual([]);
  });

  test('shows a distribution as bands between p50, p95 and p99', async () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1);
    await sendDistribution(live.intake, 'd', [[column, samples]]);

    await live.open();

    await live.latest('d', 50);
    await expect.poll(() => live.plotted('d', 2)).toEqual([95]);
    expect(await live.plotted('d', 3)).toEqual([99]);
    expect(await live.texts('.legend li')).toEqual(['p50 50', 'p95 95', 'p99 99']);
    expect(await live.texts(`${cardOf('d')} .caption`)).toEqual(['100 samples']);
  });

  test('splits by a tag key, and aggregates as it is told', async () => {
    const hits = { metric: 'hits', interval: 10 };
    await sendSeries(
      live.intake,
      { ...hits, points: [[column, 30]], tags: ['route:/cart', 'zone:a'] },
      { ...hits, points: [[column, 10]], tags: ['route:/cart', 'zone:b'] },
      { ...hits, points: [[column, 4]], tags: ['route:/home'] },
      { ...hits, points: [[column, 1]] },
    );
    await live.open();
    await live.latest('hits', 45);

    await live.page.selectOption('#by', 'route');
    await live.latest('hits', 40);
    expect(await live.texts('.legend li')).toEqual(['/cart 40', '/home 4', 'N/A 1']);

    await live.page.selectOption('#aggregate', 'max');
    await live.latest('hits', 30);
    expect(await live.texts('.legend li')).toEqual(['/cart 30', '/home 4', 'N/A 1']);

    await live.page.selectOption('#by', '');
    await live.page.selectOption('#aggregate', 'mean');
    await live.latest('hits', 11.25);
    expect(live.problems).toEqual([]);
  });

  test('the window goes from a minute to an hour', async () => {
    // As new as can be: it must stay within the minute for as long as a busy machine needs.
    const now = Math.floor(Date.now() / 1_000);
    const points = [
      [now - 1_800, 5],
      [now - 200, 3],
      [now, 2],
    ] as [number, number][];
    await sendSeries(live.intake, { metric: 'w', type: 3, points });
    await live.open();
    await live.latest('w', 2);
    const values = async (): Promise<(number | null)[]> =>
      (await live.plotted('w'))?.filter((value) => value !== null) ?? [];
    await expect.poll(values).toEqual([3, 2]);

    await live.page.keyboard.press('w');
    await expect.poll(values).toEqual([5, 3, 2]);
    await live.page.keyboard.press('w');
    await expect.poll(values).toEqual([2]);
    expect(new URL(live.page.url()).hash).toBe('#/metrics?window=1m');
  });

  test('the newest metric comes first, unless names are to', async () => {
    const point = { points: [[column, 1]] as [number, number][] };
    let seconds = Date.now() / 1_000;
    await live.restart({ clock: { now: () => seconds * 1_000 } });
    await sendSeries(live.intake, { metric: 'b', ...point }, { metric: 'a', ...point });
    seconds += 2;
    await sendSeries(live.intake, { metric: 'c', ...point });
    await live.open();
    await live.page.waitForSelector(cardOf('b'));
    expect(await live.texts('.card h2')).toEqual(['c', 'a', 'b']);

    seconds += 2;
    await sendSeries(live.intake, { metric: 'z', ...point });
    await live.page.waitForSelector(cardOf('z'));
    expect(await live.texts('.card h2')).toEqual(['z', 'c', 'a', 'b']);

    await live.page.selectOption('#sort', 'name');
    await expect.poll(() => live.texts('.card h2')).toEqual(['a', 'b', 'c', 'z']);
  });

  test('filters by tag and by name, and the charts then show only what matches', async () => {
    await sendSeries(
      live.intake,
      { metric: 'hits', points: [[column, 3]], tags: ['route:/cart'], interval: 10 },
      { metric: 'hits', points: [[column, 4]], tags: ['route:/home'], interval: 10 },
      { metric: 'other', points: [[column, 1]] },
    );
    await live.open();
    await live.latest('hits', 7);

    await live.page.keyboard.press('/');
    await live.page.keyboard.type('route:/cart');
    await live.latest('hits', 3);
    await live.page.waitForSelector(cardOf('other'), { state: 'detached' });

    await live.page.keyboard.press('Escape');
    await live.latest('hits', 7);
    await live.page.waitForSelector(cardOf('other'));

    await live.page.keyboard.press('/');
    await live.page.keyboard.type('OTH');
    await live.page.waitForSelector(cardOf('hits'), { state: 'detached' });
    expect(await live.texts('.card h2')).toEqual(['other']);
  });

  test('says that it is full and has forgotten something', async () => {
    await live.restart({ maxSeries: 2 });
    await live.open();

    await sendSeries(
      live.intake,
      ...['a', 'b', 'c'].map((metric) => ({ metric, points: [[column, 1]] as [number, number][] })),
    );

    await live.page.waitForSelector('#banner:not([hidden])');
    const [banner] = await live.texts('#banner');
    expect(banner).toContain('1 series and 1 points were forgotten');
    expect(await live.texts('#total-evicted')).toEqual(['1']);
    expect(live.problems).toEqual([]);
  });

  test('says that nothing arrives any more', async () => {
    let seconds = Date.now() / 1_000;
    await live.restart({ clock: { now: () => seconds * 1_000 } });
    await sendSeries(live.intake, { points: [[column, 1]] });
    await live.open();
    await live.latest('m', 1);
    await live.page.waitForSelector('#light[data-state="live"]');

    seconds += 45;

    await live.page.waitForSelector('#banner:not([hidden])');
    const [banner] = await live.texts('#banner');
    expect(banner).toMatch(/^Nothing has arrived for 4\d s\.$/);
  });

  test.each([
    ['#100%', '100%'],
    ['#route%3A%2Fcart', 'route:/cart'],
    ['#%E0%A4', '%E0%A4'],
    ['#/metrics?filter=a%26b', 'a&b'],
  ])('the address may end in %s: the filter is %s', async (hash, text) => {
    await sendSeries(live.intake, { tags: [`x:${text}`], points: [[column, 3]] });
    await sendSeries(live.intake, { metric: 'other', points: [[column, 3]] });

    await live.open(`/${hash}`);

    await live.latest('m', 3);
    expect(await live.texts('.card h2')).toEqual(['m']);
    expect(await live.page.inputValue('#filter')).toBe(text);
    expect(live.problems).toEqual([]);
  });

  test('starts with three lines to get going, which leave when the first payload comes', async () => {
    await live.open();
    await live.page.waitForSelector('#empty:not([hidden])');
    const lines = await live.texts('#empty code');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(`DD_URL=${live.intake.url} DD_API_KEY=local node app.mjs`);

    await sendSeries(live.intake, { points: [[column, 1]] });

    await live.page.waitForSelector('#empty', { state: 'hidden' });
    await live.page.waitForSelector(cardOf('m'));
    expect(await live.texts('#total-payloads')).toEqual(['1']);
  });

  test('says that the connection is lost, and mends it', async () => {
    const { port } = live.intake;
    await sendSeries(live.intake, { points: [[column, 1]] });
    await live.open();
    await live.latest('m', 1);

    await live.intake.close();
    await live.page.waitForSelector('#banner[data-state="lost"]:not([hidden])');
    live.intake = await createIntake({ port });
    await sendSeries(live.intake, { metric: 'n', points: [[column, 2]] });

    await live.latest('n', 2);
    await live.page.waitForSelector('#banner', { state: 'hidden' });
    expect(await live.page.$(cardOf('m'))).toBeNull();
  });

  test('holds and draws only what is in view', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({
      metric: `many.m${String(index).padStart(4, '0')}`,
      points: [[column, index]] as [number, number][],
    }));
    await sendSeries(live.intake, ...many);
    await live.open();
    await live.latest('many.m0000', 0);
    const count = (selector: string): Promise<number> =>
      live.page.$$eval(selector, (all) => all.length);

    await expect.poll(() => count('.uplot')).toBeGreaterThan(3);
    expect(await count('.uplot')).toBeLessThan(40);
    expect(await count('.card')).toBeLessThanOrEqual(120);

    await live.page.keyboard.press('End');
    await expect.poll(() => live.plotted('many.m0999').catch(() => [])).toEqual([999]);
    expect(await count('.uplot')).toBeLessThan(40);
    expect(await count('.card')).toBeLessThanOrEqual(120);
    expect(live.problems).toEqual([]);
  });
});
