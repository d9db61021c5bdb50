import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Clock } from '@dogstats/core';
import { ManualClock } from '@dogstats/core/testing';
import { Management } from '@dogstats/transport/probe';
import { expect, onTestFinished, test, vi } from 'vitest';

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** A server that answers one request after the other as told, the last of them for ever. */
async function scripted(answers: readonly Answer[], clock?: Clock) {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    seen.push({ request, body: await text(request) });
    const { status, headers, body } = answers[Math.min(seen.length, answers.length) - 1] as Answer;
    response.writeHead(status, headers).end(body);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pauses: number[] = [];
  const management = new Management({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    apiKey: 'api-key',
    appKey: 'app-key',
    env: {},
    timeoutMs: 10_000,
    ...(clock && { clock }),
    onPause: (pauseMs) => void pauses.push(pauseMs),
  });
  onTestFinished(async () => {
    await management.close();
    server.closeAllConnections();
    server.close();
  });
  return { management, seen, pauses };
}

test('puts JSON, with both keys in their headers', async () => {
  const { management, seen } = await scripted([{ status: 200, body: '{}' }]);

  expect(await management.put('/api/v1/metrics/a', { unit: 'byte' })).toEqual({
    status: 200,
    excerpt: '{}',
  });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.body).toBe('{"unit":"byte"}');
  expect(seen[0]?.request).toMatchObject({
    method: 'PUT',
    url: '/base/api/v1/metrics/a',
    headers: { 'dd-api-key': 'api-key', 'dd-application-key': 'app-key' },
  });
});

test('tries again after 503 and 429, and waits for as long as it is asked to', async () => {
  const { management, seen, pauses } = await scripted([
    { status: 503 },
    { status: 429, headers: { 'x-ratelimit-reset': '1' } },
    { status: 200 },
  ]);

  expect((await management.put('/a', {})).status).toBe(200);
  expect(seen).toHaveLength(3);
  expect(pauses).toEqual([500, 1000]);
});

test.each([400, 403, 404])('answers %d at once', async (status) => {
  const body = '{"errors":["no app-key, no api-key"]}';
  const { management, pauses } = await scripted([{ status, body }]);

  expect(await management.put('/a', {})).toEqual({ status, excerpt: 'no ***, no ***' });
  expect(pauses).toEqual([]);
});

test('waits on the clock that it is given', async () => {
  const clock = new ManualClock();
  const { management, seen, pauses } = await scripted([{ status: 503 }, { status: 200 }], clock);

  const putting = management.put('/a', {});
  await vi.waitFor(() => expect(pauses).toEqual([500]));
  await clock.advance(499);
  expect(seen).toHaveLength(1);
  await clock.advance(1);

  expect((await putting).status).toBe(200);
});
