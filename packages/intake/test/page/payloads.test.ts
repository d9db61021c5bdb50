import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { paths, send } from '../client.js';
import { skipWithoutChromium } from './chromium.js';
import { column, LivePage } from './live-page.js';

describe.skipIf(skipWithoutChromium())('the list of payloads', { timeout: 60_000 }, () => {
  const live = LivePage.use();

  test('tells of each when, how large and how well packed it was, and what to do about it', async () => {
    const points = [{ timestamp: column, value: 1 }];
    const old = [{ timestamp: column - 9_000, value: 1 }];
    const series = Array.from({ length: 50 }, (_, n) => ({ metric: `m${n}`, type: 1, points }));
    const body = JSON.stringify({ series: [...series, { metric: 'old', type: 1, points: old }] });
    const packed = deflateSync(body);
    await send(live.intake, paths.v2, packed as BodyInit, { 'content-encoding': 'deflate' });
    await send(live.intake, '/api/v1/events', { title: 'a', text: 'b' });

    await live.open('/#/payloads');
    await live.page.waitForSelector('.payloads tbody tr:nth-child(2)');

    const cells = await live.texts('.payloads tbody tr:nth-child(2) td');
    const ratio = String(Number((body.length / packed.length).toPrecision(2)));
    expect(cells).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d$/),
      expect.stringMatching(
        /^\/api\/v2\/series1 dropped, of "old" first: the timestamp is .* back/,
      ),
      ...['202', `${packed.length} B`, 'deflate', `${ratio} ×`, '51 series · 51 points', 'Copy'],
    ]);
    const plain = await live.texts('.payloads tbody tr:nth-child(1) td');
    expect(plain.slice(4)).toEqual(['–', '–', '1 event', 'Copy']);
    expect(live.problems).toEqual([]);
  });

  test('puts the command into the clipboard', async () => {
    await live.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await send(live.intake, '/api/v1/events', { title: 'again', text: 'b' });
    await live.open('/#/payloads');

    await live.page.click('.payloads tbody button');
    await live.page.waitForSelector('.payloads tbody button:text("Copied")');

    const command = await live.page.evaluate('navigator.clipboard.readText()');
    expect(command).toContain(`curl `);
    expect(command).toContain(`'${live.intake.url}/api/v1/events'`);
    expect(command).toContain('"title":"again"');
    expect(live.problems).toEqual([]);
  });
});
