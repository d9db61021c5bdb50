import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, send, sendDistribution, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

const head = `POST ${paths.v2} HTTP/1.1\r\nHost: 127.0.0.1\r\nDD-API-KEY: k\r\n`;

test('a client that leaves in mid-body stores nothing and harms nobody', async () => {
  const socket = connect(intake.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${head}Content-Length: 1000\r\n\r\n{"series":[`);
  // It is there: turns of this process, which serves, too, are all that it takes to be read.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  socket.destroy();

  await expect.poll(() => intake.requests()).toMatchObject([{ status: 0, wireBytes: 11 }]);
  expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
});

test('a body in chunks of one byte is put together', async () => {
  const body = '{"series":[]}';
  const chunks = [...body].map((byte) => `1\r\n${byte}\r\n`).join('');
  const socket = connect(intake.port, '127.0.0.1');
  socket.write(`${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`);
  let reply = '';
  for await (const part of socket) reply += String(part);

  expect(reply).toMatch(/^HTTP\/1\.1 202 /);
  expect(intake.requests()).toMatchObject([{ wireBytes: body.length }]);
});

test('payloads at the same time are all stored', async () => {
  const sent = Array.from({ length: 50 }, (_, index) =>
    sendSeries(intake, { tags: [`n:${index}`] }),
  );

  expect((await Promise.all(sent)).every(({ status }) => status === 202)).toBe(true);
  expect(intake.total('m')).toBe(50);
});

test('a backlog of distributions that comes newest first is stored as fast as it comes', async () => {
  const samples = Array.from({ length: 4_000 }, (_, index) => index);

  for (let back = 0; back < 300; back += 10)
    await sendDistribution(intake, 'd', [[now - back, samples]]);

  expect(intake.total('d')).toBe(30 * samples.length);
});

test('so is a large one in a single request', async () => {
  const samples = Array.from({ length: 200 }, (_, index) => index % 10);
  const points = Array.from({ length: 3_000 }, (_, back): [number, number[]] => [
    now - back,
    samples,
  ]);

  expect(await sendDistribution(intake, 'd', points)).toMatchObject({ status: 202 });

  expect(intake.total('d')).toBe(600_000);
});

test('close() ends open pages and half-sent requests', async () => {
  const feed = await fetch(`${intake.url}/feed`);
  const socket = connect(intake.port, '127.0.0.1');
  socket.write(`${head}Content-Length: 1000\r\n\r\n{`);
  const gone = new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));

  await intake.close();

  await gone;
  await expect(feed.text().catch(() => 'ended')).resolves.toBeTypeOf('string');
  await expect(send(intake, paths.v2, {})).rejects.toThrow('fetch failed');
});
