import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint } from '../make-points.js';

let rig: DeliveryRig;
/** What each connection in turn does with its request; an accepting one follows. */
let faults: ((socket: Socket) => void)[];
let requests: number;
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    requests++;
    const fault = faults.shift() ?? answer('HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}');
    fault(socket);
  });
});

beforeEach(async () => {
  rig = await DeliveryRig.start();
  requests = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await rig.stop();
  await new Promise((resolve) => server.close(resolve));
});

function answer(text: string): (socket: Socket) => void {
  return (socket) => socket.end(text);
}

test.each<[string, (socket: Socket) => void, string]>([
  ['a closed connection', answer(''), 'UND_ERR_SOCKET'],
  ['a reset', (socket) => socket.resetAndDestroy(), 'ECONNRESET'],
  ['half a status line', answer('HTTP/1.1 20'), 'UND_ERR_SOCKET'],
  ['what is not HTTP', answer('220 mail.example.com ESMTP\r\n\r\n'), 'HTTPParserError'],
])('%s is followed by another attempt', async (_name, fault, reason) => {
  faults = [fault];
  const { port } = server.address() as AddressInfo;

  const report = await rig.deliver(rig.open({ baseUrl: `http://127.0.0.1:${port}` }), [
    countPoint('a', rig.bucket),
  ]);

  expect(report.accepted).toBe(1);
  expect(report.errors[0]?.message).toContain(reason);
  expect(requests).toBe(2);
});

test.each([
  ['breaks off', 'HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{"err'],
  ['is no JSON', 'HTTP/1.1 202 Accepted\r\nContent-Length: 5\r\n\r\n<html'],
  ['is empty', 'HTTP/1.1 204 No Content\r\n\r\n'],
])('a 2xx whose body %s is an acceptance', async (_name, text) => {
  faults = [answer(text)];
  const { port } = server.address() as AddressInfo;

  const report = await rig.deliver(rig.open({ baseUrl: `http://127.0.0.1:${port}` }), [
    countPoint('a', rig.bucket),
  ]);

  expect(report).toMatchObject({ accepted: 1, errors: [] });
  expect(requests).toBe(1);
});
