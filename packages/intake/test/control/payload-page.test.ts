import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payloadPage } from '../../src/control/payload-page.js';
import { emptyPayload } from '../../src/decode/payload.js';
import { createIntake, type InspectedPayload, type Intake } from '../../src/index.js';
import { dogstatsdRequest } from '../../src/requests/new-request.js';
import { clock, now, paths, send } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

interface Page {
  payloads: (InspectedPayload & { truncated?: { series?: number; whole: string } })[];
  truncated?: { payloads: number; next: string };
}

async function page(address: string): Promise<{ json: Page; bytes: number }> {
  const text = await (await fetch(`${intake.url}${address}`)).text();
  return { json: JSON.parse(text) as Page, bytes: Buffer.byteLength(text) };
}

/** A body of a few kilobytes that becomes so many series. */
function manySeries(count: number): Buffer {
  const series = `{"metric":"${'m'.repeat(100)}","points":[{"timestamp":${now},"value":1}]}`;
  return deflateSync(`{"series":[${Array(count).fill(series).join(',')}]}`);
}

function sendPacked(body: Buffer): Promise<unknown> {
  return send(intake, paths.v2, body as BodyInit, { 'content-encoding': 'deflate' });
}

test('what one payload carried is shown as far as there is room, and can be had whole', async () => {
  const body = manySeries(30_000);
  await sendPacked(body);

  const { json, bytes } = await page('/_control/payloads');

  const [{ content, truncated } = { content: undefined }] = json.payloads;
  const shown = content?.series.length ?? 0;
  expect(bytes).toBeLessThan(5_000_000);
  expect(shown).toBeGreaterThan(10_000);
  expect(truncated).toEqual({ series: 30_000 - shown, whole: '/_control/payloads/1/body' });
  const whole = await fetch(`${intake.url}${truncated?.whole}`);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(body);
  expect(await fetch(`${intake.url}/_control/payloads/2/body`)).toMatchObject({ status: 404 });
  const elsewhere = { headers: { origin: 'https://evil.example' } };
  expect(await fetch(`${intake.url}${truncated?.whole}`, elsewhere)).toMatchObject({ status: 403 });
});

test('an answer ends before it is too long, and says where the next one begins', async () => {
  const body = manySeries(20_000);
  for (let sent = 0; sent < 6; sent++) await sendPacked(body);

  const first = await page('/_control/payloads?limit=200');

  const shown = first.json.payloads.length;
  expect(first.bytes).toBeLessThan(17_000_000);
  expect(first.json.truncated).toEqual({
    payloads: 6 - shown,
    next: `/_control/payloads?after=${shown}&limit=1000`,
  });
  const ids: number[] = [];
  for (let next: string | undefined = '/_control/payloads?limit=200'; next !== undefined; ) {
    const { json } = await page(next);
    ids.push(...json.payloads.map(({ id }) => id));
    next = json.truncated?.next;
  }
  expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
});

test('one series of more text than there is room for is left out', async () => {
  const series = [{ metric: 'm', tags: [`a:${'x'.repeat(4_500_000)}`], points: [] }];
  await sendPacked(deflateSync(JSON.stringify({ series })));

  const { json } = await page('/_control/payloads');

  expect(json.payloads).toMatchObject([{ content: { series: [] }, truncated: { series: 1 } }]);
});

test('none is what a limit of 0 leaves', async () => {
  await sendPacked(manySeries(1));

  expect((await page('/_control/payloads?limit=0')).json).toEqual({ payloads: [] });
  expect(intake.payloads({ limit: 0 })).toEqual([]);
});

describe('while payloads are decoded', () => {
  const request = dogstatsdRequest(emptyPayload, 0, 0);
  const payloads = [1, 2, 3].map((id) => ({ id, request, body: undefined }));

  test('others have their turn', async () => {
    const turns: number[] = [];
    let turn = 0;
    const counting = (): void => {
      turn++;
      next = setImmediate(counting);
    };
    let next = setImmediate(counting);

    await payloadPage(payloads, () => {
      turns.push(turn);
      return false;
    });

    clearImmediate(next);
    expect(new Set(turns).size).toBe(3);
  });

  test('nothing is decoded for a client that is gone', async () => {
    let asked = 0;

    const text = await payloadPage(payloads, () => ++asked === 2);

    expect(JSON.parse(text)).toMatchObject({ payloads: [{ id: 1 }], truncated: { payloads: 2 } });
  });
});
