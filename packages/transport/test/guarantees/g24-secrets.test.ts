import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const canary = 'CANARY0123456789canary0123456789';
const used = useRig();

function shown(value: unknown): string {
  const options = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true };
  return inspect(value, options) + JSON.stringify(value) + String(value);
}

test.each([
  { status: 400, body: `{"errors":["bad key ${canary}"]}` },
  { status: 403, body: `DD-API-KEY=${canary}` },
  { status: 500, body: `${'x'.repeat(990)}${canary}` },
  { status: 307, headers: { location: `http://127.0.0.1/?api_key=${canary}` } },
  { garbage: `HTTP/1.1 ${canary}\r\n\r\n` },
  { reset: true },
  { close: true },
] as const)('G24 the key is in its header and nowhere else: %j', async (fault) => {
  const { rig } = used;
  await rig.intake.addFaults(fault);
  const output: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array) => output.push(String(chunk)) > 0;
  const delivery = rig.open({ apiKey: canary });
  const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
  const settled = Promise.race([writing, rig.untilTrouble(delivery)]);
  await settled;
  const left = shown(delivery) + shown(delivery.stats()) + shown(delivery.stats().errors);
  await delivery.close();
  const report = await writing;
  process.stderr.write = write;

  expect(report.errors).not.toEqual([]);
  const everything = left + shown(report) + shown(report.errors) + output.join();
  expect(everything.toUpperCase()).not.toContain('CANARY');
  for (const { request } of (await rig.journal()).entries) {
    expect(request.path).not.toContain(canary);
  }
});
