import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createIntake } from '../src/index.js';
import { addressOf, endRuns, isBuilt, run, runWith } from './cli/run.js';
import { FakeStore } from './remote-write/fake-store.js';

describe.skipIf(!isBuilt)('the command', () => {
  endRuns();

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'prints the env line, serves, ends on %s',
    async (signal) => {
      const started = run('--port', '0');
      const url = await addressOf(started);
      expect(started.printed()).toContain(`DD_URL=${url} DD_API_KEY=local node app.mjs`);

      const headers = { 'dd-api-key': 'local', 'content-type': 'application/json' };
      await fetch(`${url}/api/v2/series`, { method: 'POST', headers, body: '{"series":[]}' });
      await fetch(`${url}/api/v1/series`, { method: 'POST', headers, body: '{' });
      await expect.poll(started.printed).toContain('first payload  v2/series  0 series');
      await expect.poll(started.printed).toContain('refused 400 /api/v1/series');

      started.child.kill(signal);
      expect(await started.exitCode).toBe(0);
    },
  );

  test('a port that was asked for and is taken ends in one line and exit code 1', async () => {
    const taken = await createIntake({ port: 0 });

    const started = run('--port', String(taken.port));

    expect(await started.exitCode).toBe(1);
    expect(started.printed().trim().split('\n')).toEqual([
      `intake: port ${taken.port} on 127.0.0.1 is taken: choose another --port, or leave it out`,
    ]);
    await taken.close();
  });

  test('it refuses to be reached from other machines without a key', async () => {
    const started = run('--host', '0.0.0.0');

    expect(await started.exitCode).toBe(1);
    expect(started.printed()).toContain('at least one key is needed');
  });

  test('--fault and --rate-limit make it fail as asked', async () => {
    const rule = '{"status":418,"count":1}';
    const started = run('--port', '0', '--rate-limit', '1/3600', '--fault', rule, '--fault', '503');
    const url = await addressOf(started);
    const headers = { 'dd-api-key': 'local' };
    const statusOf = async (path: string, method: string): Promise<number> =>
      (await fetch(url + path, { method, headers })).status;

    expect(await statusOf('/api/v2/series', 'POST')).toBe(418);
    expect(await statusOf('/api/v2/series', 'POST')).toBe(503);
    expect(await statusOf('/api/v1/validate', 'GET')).toBe(200);
    expect(await statusOf('/api/v1/validate', 'GET')).toBe(429);
  });

  const pem = (name: string): string =>
    fileURLToPath(new URL(`./tls/${name}.pem`, import.meta.url));

  test('--tls-cert and --tls-key make it serve TLS', async () => {
    const started = run('--port', '0', '--tls-cert', pem('cert'), '--tls-key', pem('key'));

    expect(await addressOf(started)).toMatch(/^https:/);
  });

  test('--json prints lines of JSON, and --tenant keeps tenants apart', async () => {
    const started = run('--port', '0', '--json', '--tenant', 'acme=one,two', '--tenant', 'b=three');
    const lines = (): { [field: string]: unknown }[] =>
      started
        .printed()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    await expect.poll(() => lines().length).toBe(1);
    const headers = { 'dd-api-key': 'two', 'content-type': 'application/json' };
    const url = String(lines()[0]?.['url']);

    await fetch(`${url}/api/v2/series`, { method: 'POST', headers, body: '{"series":[]}' });

    await expect.poll(() => lines().length).toBe(2);
    expect(lines()).toMatchObject([
      { event: 'listening', url: expect.stringMatching(/^http:\/\/127/), keyed: true },
      { event: 'request', tenant: 'acme', path: '/api/v2/series', status: 202 },
    ]);
    expect(started.printed()).not.toContain('two');
  });

  test('--remote-write, --persist and --open: what they say, and that they do it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'intake-'));
    const opened = join(folder, 'opened');
    const opener = join(folder, 'xdg-open');
    await writeFile(opener, `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
    const store = await FakeStore.open();
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const file = join(folder, 'points');
    const args = ['--remote-write', store.url.replace('//', '//me:secret@'), '--persist', file];
    const header = ['--remote-write-header', 'X-Team: a', '--remote-write-tenant', 't'];
    const started = runWith(env, '--port', '0', '--open', ...args, ...header);
    const url = await addressOf(started);
    if (process.platform === 'linux') {
      await expect.poll(() => readFile(opened, 'utf8').catch(() => '')).toBe(`${url}\n`);
    }
    await fetch(`${url}/api/v1/series`, {
      method: 'POST',
      headers: { 'dd-api-key': 'local', 'content-type': 'application/json' },
      body: `{"series":[{"metric":"m","points":[[${Math.floor(Date.now() / 1_000)},4]]}]}`,
    });

    started.child.kill('SIGTERM');
    expect(await started.exitCode).toBe(0);

    expect(store.values('m')).toEqual([4]);
    expect(store.requests[0]?.headers).toMatchObject({
      'x-team': 'a',
      'x-scope-orgid': 't',
      authorization: expect.stringMatching(/^Basic /),
    });
    expect(started.printed()).toContain(store.url);
    expect(started.printed()).not.toContain('secret');
    const again = run('--port', '0', '--persist', file);
    await expect.poll(again.printed).toContain(`took up 1 records of ${file}`);
    again.child.kill('SIGTERM');
    await again.exitCode;
    await store.close();
    await rm(folder, { recursive: true });
  });

  test('load fills a running intake, tail follows it', async () => {
    const url = await addressOf(run('--port', '0'));
    const loading = run('load', '--series', '30', '--for', '1s', '--url', url);
    expect(await loading.exitCode).toBe(0);
    expect(loading.printed()).toContain('30 points in 1 payloads (1 rounds)');

    const tailing = run('tail', '*_1', '--url', url);
    await expect.poll(tailing.printed).toMatch(/load\.requests_1 .* count {2}3 contexts/);
    expect(tailing.printed()).not.toContain('requests_2');
    tailing.child.kill('SIGINT');
    expect(await tailing.exitCode).toBe(0);
  });

  test('--udp and --uds take DogStatsD, and the env line says where', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'intake-'));
    const path = join(folder, 'dsd.socket');
    const env = { DD_HISTOGRAM_AGGREGATES: 'max,count', DD_HISTOGRAM_PERCENTILES: '0.5 0.9' };
    const args = ['--port', '0', '--udp', '0', '--uds', path, '--count-expiry', '5m'];
    const started = runWith(env, ...args);
    const url = await addressOf(started);
    const [, port] =
      /DD_DOGSTATSD_URL=udp:\/\/127\.0\.0\.1:(\d+) DD_AGENT_HOST=127\.0\.0\.1 DD_DOGSTATSD_PORT=\1 /.exec(
        started.printed(),
      ) ?? [];
    expect(started.printed()).toContain(path);

    const socket = createSocket('udp4');
    await new Promise((sent) => socket.send('t:1:2:3|ms', Number(port), '127.0.0.1', sent));
    socket.close();
    await expect.poll(started.printed).toContain('first payload  dogstatsd  4 series');
    const listed = await fetch(`${url}/api/v2/metrics`, {
      headers: { 'dd-api-key': 'local', 'dd-application-key': 'local' },
    });
    const { data } = (await listed.json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([
      't.50percentile',
      't.90percentile',
      't.count',
      't.max',
    ]);

    started.child.kill('SIGINT');
    expect(await started.exitCode).toBe(0);
    expect(existsSync(path)).toBe(false);
    await rm(folder, { recursive: true });
  });

  test('--retention, --accept-past, --max-series and --max-points set what is kept', async () => {
    const limits = ['--max-series', '3', '--max-points', '20'];
    const url = await addressOf(
      run('--port', '0', '--retention', '25h', '--accept-past', '1d', ...limits),
    );
    const seed = async (generate: object): Promise<{ points?: number; errors?: string[] }> => {
      const body = JSON.stringify({
        generate: [{ metric: 'm', to: 0, interval: 3_600, ...generate }],
      });
      const response = await fetch(`${url}/_control/seed`, { method: 'POST', body });
      return (await response.json()) as { points?: number };
    };

    expect(await seed({ series: 1, from: -16 * 3_600 })).toMatchObject({ points: 16, dropped: [] });
    expect((await seed({ series: 4, from: -1 })).errors?.[0]).toContain('maxSeries, 3');
    expect((await seed({ series: 1, from: -86_400 })).errors?.[0]).toContain('maxPoints, 20');
    const headers = { 'dd-api-key': 'local', 'dd-application-key': 'local' };
    const point = [[Math.floor(Date.now() / 1_000) - 80_000, 1]];
    const body = JSON.stringify({ series: [{ metric: 'old', points: point }] });
    await fetch(`${url}/api/v1/series`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    const listed = await fetch(`${url}/api/v2/metrics`, { headers });
    expect(await listed.json()).toEqual({
      data: ['m', 'old'].map((id) => ({ type: 'metrics', id })),
    });
  });

  test.each([
    [['--tls-cert', pem('cert')], '--tls-cert and --tls-key need each other'],
    [['--tls-cert', pem('none'), '--tls-key', pem('key')], 'no such file'],
    [['--tls-cert', pem('key'), '--tls-key', pem('key')], 'a certificate and its key'],
    [['--tenant', 'acme'], '<name>=<key>'],
    [['--tenant', 'Acme=k'], 'lower-case letters'],
    [['--compat', 'other'], 'Allowed choices'],
    [['--fault', 'nonsense'], 'names none: give one of status'],
    [['--fault', '{'], 'JSON'],
    [['--rate-limit', '5'], 'requests/seconds'],
    [['--udp', 'x'], 'a port is a whole number'],
    [['--uds', '/nowhere/at/all'], 'no DogStatsD on socket /nowhere/at/all'],
    [['--histogram-aggregates', 'mean'], '"mean" is none of max, min, median'],
    [['--histogram-percentiles', '95'], '"95" is no fraction'],
    [['--count-expiry', '5 minutes'], '90s, 30m, 25h or 2d'],
    [['--retention', '1y'], '90s, 30m, 25h or 2d'],
    [['--retention', '30m', '--accept-past', '1h'], 'acceptPastSeconds (3600) must not be over'],
    [['--max-points', '0'], 'a whole number from 1'],
    [['--remote-write', 'ftp://x'], 'remoteWrite.url must be an http URL'],
    [['--remote-write-header', 'x'], 'it is <name>: <value>'],
    [['--persist', '/nowhere/at/all'], 'persist /nowhere/at/all: '],
  ])('%j ends in a line that says what is wrong', async (args, message) => {
    const started = run('--port', '0', ...args);

    expect(await started.exitCode).toBe(1);
    expect(started.printed()).toContain(message);
  });

  test('--key makes it refuse other keys, and prints none', async () => {
    const started = run('--port', '0', '--key', 'first', 'second');
    const url = await addressOf(started);

    const statusOf = async (key: string): Promise<number> =>
      (await fetch(`${url}/api/v1/validate`, { headers: { 'dd-api-key': key } })).status;
    expect([await statusOf('second'), await statusOf('third')]).toEqual([200, 403]);
    expect(started.printed()).not.toContain('first');
  });
});
