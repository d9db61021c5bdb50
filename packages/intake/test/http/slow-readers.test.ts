import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UnreadAnswers } from '../../src/http/unread-answers.js';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, sendSeries } from '../client.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(answerTimeoutMs?: number): Promise<Intake> {
  const intake = await createIntake({ port: 0, clock, answerTimeoutMs });
  closing.push(() => intake.close());
  return intake;
}

/** A client that writes, and reads nothing until it is told to. */
function silent(port: number, ...requests: string[]): Socket {
  const socket = connect(port, '127.0.0.1').pause();
  socket.on('error', () => {});
  socket.write(requests.join(''));
  closing.push(() => socket.destroy());
  return socket;
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nDD-API-KEY: k\r\n\r\n`;
}

/** More than what a system buffers for a connection. */
const large = 24_000_000;

describe('an answer that nobody reads', () => {
  test('is given up, and others are served meanwhile', async () => {
    const intake = await start(300);
    intake.respondNext({ oversize: large, on: { path: '/api/v1/validate' } });
    silent(intake.port, get('/api/v1/validate'));
    await vi.waitUntil(() => intake.faults().length === 0);

    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
    expect(intake.state().connections).toMatchObject({ open: 2, total: 2 });
    await vi.waitUntil(() => intake.state().connections.open === 1, { timeout: 10_000 });
  });

  test('is an end of the connection for those alone who have something to read', async () => {
    const intake = await start(40);
    const feed = await fetch(`${intake.url}/feed`);
    closing.push(() => feed.body?.cancel());
    const quiet = silent(intake.port);
    await sleep(200);

    quiet.write(get('/metrics').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));

    expect(await text(quiet.resume())).toMatch(/^HTTP\/1\.1 200 /);
    expect(intake.state().connections.open).toBeGreaterThan(0);
  });

  test('costs those most of whom most waits, once too much does', async () => {
    const cut: number[] = [];
    const ports: number[] = [];
    const unread = new UnreadAnswers(
      60_000,
      (socket) => {
        cut.push(ports.indexOf(socket.remotePort ?? 0));
        socket.destroy();
      },
      50_000_000,
    );
    const server = createServer((incoming, outgoing) => {
      ports.push(incoming.socket.remotePort ?? 0);
      unread.watch(incoming.socket, outgoing);
      outgoing.end(Buffer.alloc(Number(incoming.url?.slice(1)) * 1_000_000));
    });
    const port = await listening(server);

    for (const [index, megabytes] of [20, 40, 15, 1].entries()) {
      silent(port, get(`/${megabytes}`));
      await vi.waitUntil(() => ports.length > index);
    }

    expect(cut).toEqual([1]);
  });
});

describe('requests that are sent ahead', () => {
  test('are looked at in turn, each once the one before is answered', async () => {
    const intake = await start();
    const body = JSON.stringify({ series: [{ metric: 'm', points: [[now, 1]] }] });
    const post = `POST ${paths.v1} HTTP/1.1\r\nHost: 127.0.0.1\r\nDD-API-KEY: k\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const last = get('/_control/state').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');

    const answers = await text(silent(intake.port, post, post, last).resume());

    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 202',
      'HTTP/1.1 202',
      'HTTP/1.1 200',
    ]);
    expect(answers).toContain('"accepted":2');
  });

  test('cost the connection when there are too many', async () => {
    const intake = await start();

    const answers = await text(silent(intake.port, get('/metrics').repeat(1_000)).resume()).catch(
      String,
    );

    expect(answers).toContain('ECONNRESET');
    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  });

  test('are forgotten when their connection ends', async () => {
    const intake = await start();
    intake.respondNext({ hang: true, on: { path: '/api/v1/validate' } });
    const socket = silent(intake.port, get('/api/v1/validate'), get('/metrics'));
    await vi.waitUntil(() => intake.faults().length === 0);

    socket.destroy();

    await vi.waitUntil(() => intake.state().connections.open === 0);
    expect(await sendSeries(intake, {})).toMatchObject({ status: 202 });
  });
});

function listening(server: Server): Promise<number> {
  closing.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
