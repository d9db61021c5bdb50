import { describe, expect, test } from 'vitest';
import { send, sendDistribution, write } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { column, hostile, LivePage } from './live-page.js';

describe.skipIf(skipWithoutChromium())('what somebody else wrote', { timeout: 90_000 }, () => {
  const live = LivePage.use();
  const name = encodeURIComponent(hostile);

  /** Waits for the text, and looks that it is nothing but text. */
  async function staysText(view: string): Promise<void> {
    await live.open(`/#/${view}`);
    await expect
      .poll(async () => (await live.texts('#view, #by')).join(), { timeout: 20_000 })
      .toContain(hostile);
    expect(await live.page.$$eval('img:not(.mark)', (all) => all.length)).toBe(0);
    expect(await live.page.evaluate('window.hacked')).toBeUndefined();
  }

  test('stays text as a tag key, in what metadata says, and among what was dropped', async () => {
    await sendDistribution(live.intake, hostile, [[column, [1, 2]]], [`${hostile}:1`]);
    await write(live.intake, `/api/v1/metrics/${name}`, { description: hostile });
    const old = [{ timestamp: column - 9_000, value: 1 }];
    const resources = [{ type: 'host', name: hostile }];
    const series = [{ metric: hostile, type: 1, points: old, resources }];
    await send(live.intake, '/api/v2/series', { series });

    await staysText(`metrics?by=${name}`);
    await staysText(`metric/d/${name}?by=${name}`);
    await staysText('cardinality');
    await staysText('overview');
    expect(live.problems).toEqual([]);
  });

  test('stays text in the problems of a payload, the banner, and the command to copy', async () => {
    const series = [{ metric: hostile, [hostile]: hostile, type: 9, points: [] }];
    await send(live.intake, '/api/v2/series', { series }, { 'content-type': hostile });
    await send(live.intake, '/api/v2/series', { series });
    await staysText('payloads');
    expect((await live.texts('#banner')).join()).toContain('A payload was refused');

    // As on an origin that may not write to the clipboard: then it is shown, to be copied by hand.
    await live.page.evaluate('navigator.clipboard.writeText = () => Promise.reject()');
    await live.page.click('.payloads tbody tr:first-child button');
    const area = await live.page.waitForSelector('dialog.by-hand textarea');
    expect(await area.inputValue()).toContain(JSON.stringify(hostile).slice(1, -1));
    expect(await live.page.evaluate('window.hacked')).toBeUndefined();
    expect(live.problems).toEqual([]);
  });
});
