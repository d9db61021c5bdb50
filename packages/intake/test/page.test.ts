import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../src/index.js';
import { findChromium, skipWithoutChromium } from './chromium.js';
import { paths, send, sendDistribution, sendSeries } from './client.js';

const hostile = '<img src=x onerror="window.hacked=true">';

/** Start of the ten seconds that are over by now. */
const column = Math.floor(Date.now() / 10_000) * 10 - 60;

interface ChartElement extends Element {
  chart?: { data: (number | null)[][]; scales: Record<string, { min?: number }> };
}

describe.skipIf(skipWithoutChromium())('the live page', { timeout: 60_000 }, () => {
  let browser: Browser;
  let intake: Intake;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: findChromium() ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    intake = await createIntake({ port: 0 });
    problems = [];
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    await intake.close();
  });

  const open = (path = '/'): Promise<unknown> => page.goto(intake.url + path);
  const cardOf = (metric: string): string => `[data-metric="${metric}"]`;
  const latest = (metric: string, value: number): Promise<unknown> =>
    page.waitForSelector(`${cardOf(metric)}[data-latest="${value}"]`);

  /** The columns of one line as uPlot holds them. */
  const plotted = (metric: string, line = 1): Promise<(number | null)[] | undefined> =>
    page.$eval(cardOf(metric), (card, at) => (card as ChartElement).chart?.data[at], line);

  test('moves a counter’s plotted value as points arrive, by itself', async () => {
    await sendSeries(intake, { metric: 'page.views', points: [[column, 7]], interval: 10 });
    await open();
    await latest('page.views', 7);
    await expect.poll(() => plotted('page.views')).toEqual([7]);

    await sendSeries(intake, { metric: 'page.views', points: [[column + 10, 12]], interval: 10 });
    await latest('page.views', 12);
    await expect.poll(() => plotted('page.views')).toEqual([7, 12]);

    const value = await page.textContent(`${cardOf('page.views')} .value`);
    expect(value).toBe('12');
    expect(problems).toEqual([]);
  });

  test('columns begin at zero, however close together their values are', async () => {
    const points: [number, number][] = [
      [column, 101],
      [column + 10, 93],
    ];
    await sendSeries(intake, { metric: 'c', points, interval: 10 });
    await open();
    await latest('c', 93);
    const scale = () =>
      page.$eval(cardOf('c'), (card) => (card as ChartElement).chart?.scales['y']?.min);
    await expect.poll(scale).toBe(0);
  });

  test('a value sent again replaces the one plotted, and contexts of a count add up', async () => {
    await sendSeries(intake, { metric: 'c', points: [[column, 7]], tags: ['a:1'], interval: 10 });
    await open();
    await latest('c', 7);

    await sendSeries(
      intake,
      { metric: 'c', points: [[column, 9]], tags: ['a:1'], interval: 10 },
      { metric: 'c', points: [[column, 100]], tags: ['a:2'], interval: 10 },
    );

    await latest('c', 109);
    await expect.poll(() => plotted('c')).toEqual([109]);
    expect(await page.textContent(`${cardOf('c')} .caption`)).toContain('sum over 2 contexts');
  });

  test('shows the aggregates of a histogram as one card with its count', async () => {
    await open();
    const parts = ['min', 'max', 'avg', 'median', '75percentile', '95percentile', '99percentile'];
    await sendSeries(
      intake,
      { metric: 'load.time.count', type: 1, points: [[column, 1_204]], interval: 10 },
      ...parts.map((part, index) => ({
        metric: `load.time.${part}`,
        type: 3,
        points: [[column, index + 0.5]] as [number, number][],
      })),
    );

    await latest('load.time', 2.5);
    expect(await page.$$eval('.card', (cards) => cards.length)).toBe(1);
    expect(await page.textContent(`${cardOf('load.time')} .badge`)).toBe('histogram · 1,204');
    expect(
      await page.$$eval('.legend li', (items) => items.map((item) => item.textContent)),
    ).toEqual(['avg 2.5', 'p95 5.5', 'max 1.5']);
    expect(problems).toEqual([]);
  });

  test('shows median and 95th percentile of a distribution', async () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1);
    await sendDistribution(intake, 'd', [[column, samples]]);

    await open();

    await latest('d', 50);
    await expect.poll(() => plotted('d', 2)).toEqual([95]);
    expect(await page.textContent(`${cardOf('d')} .caption`)).toBe('100 samples');
  });

  test('shows hostile names, filters and refusals as text', async () => {
    const resources = [{ type: 'host', name: hostile }];
    const points = [{ timestamp: column, value: 5 }];
    const series = [{ metric: `a ${hostile}`, type: 3, points, tags: [hostile], resources }];
    await send(intake, paths.v2, { series });
    await open();
    await page.waitForSelector('.card');
    expect(await page.textContent('.card h2')).toBe(`a ${hostile}`);

    await page.fill('#filter', `${hostile}zzz`);
    await page.waitForSelector('#nothing:not([hidden])');
    expect(await page.textContent('#nothing')).toBe(`Nothing matches “${hostile}zzz”.`);

    await page.fill('#filter', 'onerror');
    await page.waitForSelector('.card');
    await new Promise((resolve) => setTimeout(resolve, 5));
    await send(intake, paths.v2, { series }, { 'content-type': hostile });
    await page.waitForSelector('#banner:not([hidden])');
    expect(await page.textContent('#banner')).toContain(hostile);

    expect(await page.$$eval('img:not(.mark)', (images) => images.length)).toBe(0);
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(problems).toEqual([]);
  });

  test('filters by tag, and the charts then show only what matches', async () => {
    await sendSeries(
      intake,
      { metric: 'hits', points: [[column, 3]], tags: ['route:/cart'], interval: 10 },
      { metric: 'hits', points: [[column, 4]], tags: ['route:/home'], interval: 10 },
      { metric: 'other', points: [[column, 1]] },
    );
    await open();
    await latest('hits', 7);

    await page.keyboard.press('/');
    await page.keyboard.type('route:/cart');
    await latest('hits', 3);
    await page.waitForSelector(cardOf('other'), { state: 'detached' });

    await page.keyboard.press('Escape');
    await latest('hits', 7);
    await page.waitForSelector(cardOf('other'));
  });

  test('says that it is full and has forgotten something', async () => {
    await intake.close();
    intake = await createIntake({ port: 0, maxSeries: 2 });
    await open();

    await sendSeries(
      intake,
      ...['a', 'b', 'c'].map((metric) => ({ metric, points: [[column, 1]] as [number, number][] })),
    );

    await page.waitForSelector('#banner:not([hidden])');
    expect(await page.textContent('#banner')).toContain('1 series and 1 points were forgotten');
    expect(await page.textContent('#total-evicted')).toBe('1');
    expect(problems).toEqual([]);
  });

  test.each([
    ['#100%', '100%'],
    ['#route%3A%2Fcart', 'route:/cart'],
    ['#%E0%A4', '%E0%A4'],
  ])('the address may end in %s: the filter is %s', async (hash, text) => {
    await sendSeries(intake, { metric: `m.${text}`, points: [[column, 3]] });

    await open(`/${hash}`);

    await latest(`m.${text}`, 3);
    expect(await page.inputValue('#filter')).toBe(text);
    expect(problems).toEqual([]);
  });

  test('starts with three lines to get going, which leave when the first payload comes', async () => {
    await open();
    await page.waitForSelector('#empty:not([hidden])');
    const lines = await page.$$eval('#empty code', (codes) =>
      codes.map((code) => code.textContent),
    );
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe(`DD_URL=${intake.url} DD_API_KEY=local node app.js`);

    await sendSeries(intake, { points: [[column, 1]] });

    await page.waitForSelector('#empty', { state: 'hidden' });
    await page.waitForSelector(cardOf('m'));
    expect(await page.textContent('#total-payloads')).toBe('1');
  });

  test('says that the connection is lost, and mends it', async () => {
    const { port } = intake;
    await sendSeries(intake, { points: [[column, 1]] });
    await open();
    await latest('m', 1);

    await intake.close();
    await page.waitForSelector('#banner[data-state="lost"]:not([hidden])');
    intake = await createIntake({ port });
    await sendSeries(intake, { metric: 'n', points: [[column, 2]] });

    await latest('n', 2);
    await page.waitForSelector('#banner', { state: 'hidden' });
    expect(await page.$(cardOf('m'))).toBeNull();
  });

  test('fits a phone: no sideways scrolling at 360 px', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await sendSeries(
      intake,
      { metric: `long.${'name.'.repeat(40)}x`, points: [[column, 1]] },
      { metric: 'm', points: [[column, 1]] },
    );
    await open();
    await latest('m', 1);

    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBe(360);
  });

  test('draws only what is in view', async () => {
    const many = Array.from({ length: 200 }, (_, index) => ({
      metric: `many.m${String(index).padStart(3, '0')}`,
      points: [[column, index]] as [number, number][],
    }));
    await sendSeries(intake, ...many);
    await open();
    await latest('many.m199', 199);
    const drawn = (): Promise<number> => page.$$eval('.uplot', (charts) => charts.length);

    await expect.poll(drawn).toBeGreaterThan(3);
    expect(await drawn()).toBeLessThan(60);
    await page.$eval(cardOf('many.m199'), (card) => card.scrollIntoView());
    await expect.poll(() => plotted('many.m199')).toEqual([199]);
    expect(await drawn()).toBeLessThan(60);
    expect(problems).toEqual([]);
  });
});
