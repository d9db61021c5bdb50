import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { send, sendDistribution, sendSeries } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { cardOf, column, hostile, LivePage } from './live-page.js';

const views = ['metrics', 'metric/s/hits', 'overview', 'payloads', 'cardinality', 'notices'];

describe.skipIf(skipWithoutChromium())('the views of the live page', () => {
  const live = LivePage.use();

  /** The texts of a table, row by row. */
  const rows = (label: string): Promise<string[][]> =>
    live.page.$$eval(`[aria-label="${label}"] tbody tr`, (all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    );

  async function sendOneOfEach(name = 'hits', tag = 'route:/cart'): Promise<void> {
    const host = 'web-1';
    const point = { interval: 10, points: [[column, 3]] as [number, number][] };
    await sendSeries(
      live.intake,
      { metric: name, tags: [tag], host, ...point },
      { metric: name, tags: ['route:/home'], ...point },
    );
    await sendDistribution(live.intake, 'd', [[column, [1, 2, 3]]], [tag]);
    const event = { title: `deployed ${tag}`, text: `text ${tag}`, tags: [tag], host };
    await send(live.intake, '/api/v1/events', { ...event, alert_type: 'error' });
    const check = { check: 'db.up', status: 2, message: `refused ${tag}`, tags: [tag] };
    await send(live.intake, '/api/v1/check_run', { ...check, host_name: host });
    await send(live.intake, '/api/v2/series', { series: [{ metric: name, type: 9, points: [] }] });
    const old = [{ timestamp: column - 9_000, value: 1 }];
    await send(live.intake, '/api/v2/series', { series: [{ metric: name, type: 1, points: old }] });
  }

  test('a metric has a page of its own with its contexts, the largest first', async () => {
    const hits = { metric: 'hits', interval: 10 };
    await sendSeries(
      live.intake,
      { ...hits, points: [[column, 4]], tags: ['route:/home'] },
      { ...hits, points: [[column, 3_000]], tags: ['route:/cart'], host: 'web-1' },
    );
    await live.open();
    await live.page.click(`${cardOf('hits')} h2 a`);
    await live.page.waitForSelector('.metric-page tbody tr');

    await live.latest('hits', 3_004);
    const cells = await rows('Contexts of this metric');
    expect(cells.map(([tags, latest, , points]) => [tags, latest, points])).toEqual([
      ['host:web-1route:/cart', '3,000', '1'],
      ['route:/home', '4', '1'],
    ]);

    await sendSeries(live.intake, { ...hits, points: [[column, 9_000]], tags: ['route:/home'] });
    await live.latest('hits', 12_000);
    const [first] = await rows('Contexts of this metric');
    expect(first?.[0]).toBe('route:/home');

    await live.page.keyboard.press('Escape');
    await live.page.waitForSelector('.board .card');
    expect(live.problems).toEqual([]);
  });

  test('the contexts of a distribution have its percentiles, split or not', async () => {
    const samples = Array.from({ length: 100 }, (_, index) => index + 1);
    await sendDistribution(live.intake, 'd', [[column, samples]], ['route:/cart']);
    await live.open('/#/metric/d/d?by=route');
    await live.page.waitForSelector('.metric-page tbody tr');

    expect((await live.texts('.metric-page th')).slice(1, 4)).toEqual(['p50', 'p95', 'p99']);
    const [row] = await rows('Contexts of this metric');
    expect(row?.slice(0, 4)).toEqual(['route:/cart', '50', '95', '99']);
    expect(await live.texts('.legend li')).toEqual(['/cart 95']);
  });

  test('the overview counts requests, bytes and drops as they were', async () => {
    await sendOneOfEach();
    await live.open('/#/overview');
    await live.page.waitForSelector('.overview tbody tr');

    const routes = await rows('Requests by route and status');
    const counts = routes.map(([path, status, requests]) => [path, status, requests]);
    expect(counts).toContainEqual(['/api/v2/series', '202', '2']);
    expect(counts).toContainEqual(['/api/v2/series', '400', '1']);
    expect(counts).toContainEqual(['/api/v1/check_run', '202', '1']);
    const [drop] = await rows('Dropped points by reason');
    expect(drop?.slice(0, 3)).toEqual(['too_old', '1', 'hits']);
    const bytes = live.intake.requests().find(({ path }) => path === '/api/v1/events')?.wireBytes;
    const events = routes.find(([path]) => path === '/api/v1/events');
    expect(events?.[4]).toBe(`${bytes} B`);
    expect(live.problems).toEqual([]);
  });

  test('the overview says how far the store behind is, and how it goes with the file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'intake-page-'));
    const persist = join(folder, 'points');
    try {
      // Nobody listens there.
      const remoteWrite = { url: 'http://127.0.0.1:9/write', settleSeconds: 1 };
      await live.restart({ persist, remoteWrite });
      await sendSeries(live.intake, { points: [[column, 1]] });
      await live.open('/#/overview');

      await live.page.waitForSelector('text=/^no answer: /');
      await live.page.waitForSelector(`text=in ${persist}, writing`);
      // How old what waits is: the first of the two panels.
      const [lag] = await live.texts('.lag');
      expect(lag).toMatch(/^\d+ s$/);
      const figures = await live.texts('.figures div');
      expect(figures).toContain('queued1');
      expect(figures).toContain('lost0');
    } finally {
      await live.intake.close();
      await rm(folder, { recursive: true });
    }
  });

  test('the banner says that nothing is written to the file any more', async () => {
    await live.open();
    const stopped = { state: 'stopped', file: 'points', problem: 'ENOSPC: no space left' };
    // As text: what vitest makes of an import is nothing that a browser knows.
    const banner = await live.page.evaluate(`import('/banner.js').then(({ Banner }) => {
      new Banner().update(false, { persist: ${JSON.stringify(stopped)} }, Date.now());
      return document.getElementById('banner').textContent;
    })`);
    expect(banner).toBe('Nothing is written to points any more: ENOSPC: no space left');
  });

  test('payloads come newest first with problems, and go again by curl without the key', async () => {
    await live.open('/#/payloads');
    await send(
      live.intake,
      '/api/v2/series',
      { series: [{ metric: "it's", type: 9, points: [] }] },
      { 'dd-api-key': 'very-secret' },
    );
    await live.page.waitForSelector('.payloads tbody tr');
    await sendSeries(live.intake, { points: [[column, 1]] });
    await expect.poll(() => rows('The last payloads')).toHaveLength(2);

    const [newest, refused] = await rows('The last payloads');
    expect(newest?.slice(1, 3)).toEqual(['/api/v2/series', '202']);
    expect(newest?.[6]).toBe('1 series · 1 point');
    expect(refused?.[1]).toContain('type must be 0, 1 (count)');

    const command = live.page.waitForResponse(/\/feed\/curl\//);
    await live.page.click('.payloads tbody tr:nth-child(2) button');
    const text = await (await command).text();
    expect(text).toContain(`--data-raw '{"series":[{"metric":"it'\\''s","type":9,"points":[]}]}'`);
    expect(text).toContain('-H "DD-API-KEY: $DD_API_KEY"');
    expect(text).not.toContain('very-secret');
    expect(live.problems).toEqual([]);
  });

  test('cardinality counts contexts by metric and by tag key, and what is billed', async () => {
    await sendOneOfEach();
    await live.open('/#/cardinality');
    await live.page.waitForSelector('.cardinality tbody tr');

    expect(await live.texts('.tile dd')).toEqual(['7', '3', '2', '2']);
    const metrics = await rows('Contexts by metric');
    expect(metrics.map((cells) => [...cells.slice(0, 4), cells[5]])).toEqual([
      ['d', 'distribution', '1', '5', 'route × 1'],
      ['hits', 'count', '2', '2', 'route × 2host × 1'],
    ]);
    const tags = await rows('Contexts by tag key');
    expect(tags.map(([key, values, , contexts]) => [key, values, contexts])).toEqual([
      ['route', '2', '3'],
      ['host', '1', '1'],
    ]);
    expect(live.problems).toEqual([]);
  });

  test('events and checks come as they were sent; the filter takes them, too', async () => {
    await live.open('/#/notices');
    await sendOneOfEach();
    await live.page.waitForSelector('.entry.critical');

    expect(await live.texts('.entry.error b')).toEqual(['deployed route:/cart']);
    expect(await live.texts('.entry.critical .text')).toEqual(['refused route:/cart']);
    await live.page.keyboard.press('/');
    await live.page.keyboard.type('deployed');
    await live.page.waitForSelector('.entry.critical', { state: 'detached' });
    expect(await live.texts('.entry b')).toEqual(['deployed route:/cart']);
    expect(live.problems).toEqual([]);
  });

  test('names, tags, hosts, events and messages stay text in every view', async () => {
    const resources = [{ type: 'host', name: hostile }];
    const points = [{ timestamp: column, value: 5 }];
    const series = [{ metric: `a ${hostile}`, type: 3, points, tags: [hostile], resources }];
    await send(live.intake, '/api/v2/series', { series });
    await send(live.intake, '/api/v1/check_run', { check: hostile, status: 1, message: hostile });
    await send(live.intake, '/api/v2/series', { series }, { 'content-type': hostile });
    await sendOneOfEach(`b ${hostile}`, `k:${hostile}`);

    for (const view of [`metric/s/a%20${encodeURIComponent(hostile)}`, ...views]) {
      await live.open(`/#/${view}?by=k`);
      await live.page.waitForSelector('#view table, #view .card, #view .entry', {
        state: 'attached',
      });
      await expect.poll(() => live.texts('body')).toEqual([expect.stringContaining(hostile)]);
      const images = await live.page.$$eval('img:not(.mark)', (all) => all.length);
      expect(images).toBe(0);
    }
    await live.page.keyboard.press('/');
    await live.page.keyboard.type(`${hostile}zzz`);
    await live.page.keyboard.press('Escape');

    expect(await live.page.evaluate('window.hacked')).toBeUndefined();
    expect(live.problems).toEqual([]);
  });

  test('everything is within reach of the keyboard, and "?" says how', async () => {
    await sendOneOfEach();
    await live.open();
    await live.latest('hits', 6);
    const press = (key: string): Promise<void> => live.page.keyboard.press(key);
    const at = (): Promise<unknown> => live.page.evaluate('location.hash.split("?")[0]');

    await press('?');
    await live.page.waitForSelector('dialog[open]');
    expect((await live.texts('dialog dt')).join(' ')).toContain('jk');
    await press('Escape');
    await live.page.waitForSelector('dialog', { state: 'hidden' });

    await press('j');
    await press('j');
    await press('Enter');
    await expect.poll(at).toBe('#/metric/s/hits');
    for (const [index, view] of ['metrics', 'overview', 'payloads', 'cardinality'].entries()) {
      await press(String(index + 1));
      await expect.poll(at).toBe(`#/${view}`);
    }
    await press('t');
    expect(await live.page.getAttribute('html', 'data-theme')).toBe('dark');
    await press('1');
    await live.latest('hits', 6);
    await press('s');
    await expect.poll(() => live.page.inputValue('#by')).toBe('route');
    expect(live.problems).toEqual([]);
  });

  test('nobody is shut out: axe finds nothing in any view, light or dark', async () => {
    await sendOneOfEach();
    for (const colorScheme of ['light', 'dark'] as const) {
      await live.newPage({ colorScheme });
      await live.open();
      await live.page.evaluate(axe.source);
      for (const view of views) {
        await live.page.evaluate(`location.hash = '/${view}'`);
        await live.page.waitForSelector('#view :is(tbody tr, .card, .entry)');
        // What is no matter of colour is the same in both.
        const rules = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
        const found = await live.page.evaluate(`axe.run(${JSON.stringify(rules)})`);
        const { violations } = found as axe.AxeResults;
        const told = violations.map(({ id, nodes }) => `${view}: ${id} ${nodes[0]?.html}`);
        expect(told).toEqual([]);
      }
    }
    expect(live.problems).toEqual([]);
  });

  test('fits a phone and a desk: no view scrolls sideways', async () => {
    await sendOneOfEach(`long.${'name.'.repeat(40)}x`, `route:${'x'.repeat(150)}`);
    await sendOneOfEach();
    for (const view of views) {
      await live.open(`/#/${view}`);
      await live.page.waitForSelector('#view :is(tbody tr, .card, .entry)');
      for (const width of [360, 1_440]) {
        await live.page.setViewportSize({ width, height: 740 });
        // Charts are fitted in the next frames.
        const needed = (): Promise<unknown> =>
          live.page.evaluate('document.documentElement.scrollWidth');
        await expect.poll(async () => [view, await needed()]).toEqual([view, width]);
      }
    }
  });
});
