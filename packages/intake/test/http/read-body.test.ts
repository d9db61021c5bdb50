import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readBody } from '../../src/http/read-body.js';
import { bytesHeld } from '../bytes-held.js';

const megabyte = 1_048_576;

/** Sends so many chunks of a megabyte, each once the one before is read. */
async function send(incoming: IncomingMessage, chunks: number): Promise<void> {
  for (let sent = 0; sent < chunks && !incoming.isPaused(); sent++) {
    incoming.push(Buffer.alloc(megabyte, 0x20));
    await setImmediate();
  }
}

test('of a body that is too long nothing is held while the rest of it comes', async () => {
  const incoming = new IncomingMessage(new Socket());
  const reading = readBody(incoming, 10 * megabyte);
  const before = bytesHeld();
  await send(incoming, 9);
  expect(bytesHeld() - before).toBeGreaterThan(8 * megabyte);

  await send(incoming, 40);

  expect(bytesHeld() - before).toBeLessThan(4 * megabyte);
  incoming.push(null);
  expect(await reading).toEqual({ body: undefined, wireBytes: 49 * megabyte, aborted: false });
});

test('what does not end is not read for ever', async () => {
  const incoming = new IncomingMessage(new Socket());
  const reading = readBody(incoming, megabyte);

  await send(incoming, 1_000);

  expect(await reading).toEqual({ body: undefined, wireBytes: 66 * megabyte, aborted: false });
});

test('a body is as it came, however large up to the limit', async () => {
  const incoming = new IncomingMessage(new Socket());
  const reading = readBody(incoming, 3 * megabyte);
  await send(incoming, 3);
  incoming.push(null);

  expect((await reading).body?.equals(Buffer.alloc(3 * megabyte, 0x20))).toBe(true);
});
