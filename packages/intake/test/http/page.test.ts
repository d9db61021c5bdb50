import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock } from '../client.js';

let intake: Intake;
beforeAll(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterAll(() => intake.close());

/** `fetch` would tidy the path and refuse to set the host. */
function get(url: string, path: string, host?: string): Promise<{ status: number; type: string }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, path, headers }, (response) => {
      response.destroy();
      const type = response.headers['content-type'] ?? '';
      resolve({ status: response.statusCode ?? 0, type });
    });
    sent.once('error', reject).end();
  });
}

test.each([
  ['/', 'text/html; charset=utf-8'],
  ['/main.js', 'text/javascript; charset=utf-8'],
  ['/theme.css', 'text/css; charset=utf-8'],
  ['/favicon.svg', 'image/svg+xml; charset=utf-8'],
  ['/vendor/uPlot.esm.js', 'text/javascript; charset=utf-8'],
  ['/vendor/uPlot.LICENSE.txt', 'text/plain; charset=utf-8'],
  ['/feed', 'text/event-stream; charset=utf-8'],
])('%s is served as %s', async (path, type) => {
  expect(await get(intake.url, path)).toEqual({ status: 200, type });
});

test('nothing but the page itself may run or be loaded', async () => {
  const response = await fetch(intake.url);
  const { headers } = response;
  const html = await response.text();

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
  expect(headers.get('content-security-policy')).not.toContain('unsafe');
  expect(
    html.match(/<script(?![^>]*\ssrc="\/)|<style|\son\w+=|\sstyle=|javascript:|\/\//g),
  ).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('access-control-allow-origin')).toBeNull();
});

test.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/vendor/../../package.json',
  '/..%2fpackage.json',
  '//etc/passwd',
  '/main.js%00.css',
])('%s leads nowhere', async (path) => {
  expect(await get(intake.url, path)).toMatchObject({ status: 404 });
});

test.each([
  ['127.0.0.1:8282', 200],
  ['localhost:8282', 200],
  ['[::1]:8282', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example', 403],
])('a page asked for as %s is answered with %i', async (host, status) => {
  expect(await get(intake.url, '/', host)).toMatchObject({ status });
  expect(await get(intake.url, '/feed', host)).toMatchObject({ status });
});

describe('beyond loopback', () => {
  let open: Intake;
  beforeAll(async () => {
    open = await createIntake({ port: 0, host: '0.0.0.0', apiKeys: ['secret'] });
  });
  afterAll(() => open.close());

  test.each([
    ['/', 403],
    ['/feed', 403],
    ['/?api_key=wrong', 403],
    ['/?api_key=secret', 200],
    ['/feed?api_key=secret', 200],
    ['/main.js', 200],
  ])('%s is answered with %i', async (path, status) => {
    expect(await get(`http://127.0.0.1:${open.port}`, path, 'any.name')).toMatchObject({ status });
  });
});
