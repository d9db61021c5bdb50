import { inspect } from 'node:util';
import { HttpSink } from '@dogstats/transport';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeliveryRig, patience } from '../delivery-rig.js';
import { countPoint } from '../make-points.js';
import type { Answer } from '../scripted-intake.js';

const canary = 'CANARY0123456789canary0123456789';
let rig: DeliveryRig;
beforeEach(async () => {
  rig = await DeliveryRig.start();
});
afterEach(() => rig.stop());

function shown(value: unknown): string {
  const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true };
  return inspect(value, options) + JSON.stringify(value) + String(value);
}

test.each<[string, Answer]>([
  ['a refusal that echoes it', { status: 418, body: `{"errors":["bad key ${canary}"]}` }],
  ['a long refusal that echoes it', { status: 400, body: 'x'.repeat(990) + canary }],
  ['a refused key', { status: 403, body: `headers: DD-Api-Key=${canary}` }],
  ['a reset', 'reset'],
  ['an answer that breaks off', { status: 500, body: canary, unfinished: true }],
])('the key is not in what is left after %s', async (_name, answer) => {
  rig.intake.script.push(answer);
  const timeouts = { ...patience, totalMs: 1_000 };
  const delivery = rig.open({ apiKey: canary, timeouts });

  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  await rig.intake.untilArrivals(1);
  if (typeof answer === 'object' && answer.unfinished) await rig.clock.advance(1_000);
  const retained = shown(delivery);
  const report = await rig.settle(writing);

  expect(rig.intake.arrivals[0]?.headers['dd-api-key']).toBe(canary);
  expect(report.errors).not.toEqual([]);
  const left = retained + shown(report) + shown(report.errors) + shown(delivery.stats());
  expect(left).not.toContain(canary);
  expect(left).not.toContain('CANARY');
});

test('the key is not in what inspects a sink', async () => {
  const sink = new HttpSink({ apiKey: canary });

  expect(shown(sink)).not.toContain('CANARY');
  await sink.close();
});

test('the key is not in an error about options', () => {
  const make = (options: object) => () => new HttpSink(options as never);

  for (const options of [
    { apiKey: `${canary}\n${canary}`, site: 'nowhere' },
    { apiKey: [canary] },
    { apiKey: canary, url: `https://${canary}@example.com` },
  ]) {
    expect(make(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }));
    expect(make(options)).not.toThrow(/CANARY/);
  }
});
