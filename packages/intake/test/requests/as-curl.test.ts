import { execFileSync } from 'node:child_process';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, read, send, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

async function curlOf(id: number): Promise<string> {
  const answer = await fetch(`${intake.url}/feed/curl/${id}`);
  return answer.ok ? answer.text() : `${answer.status}`;
}

/** What a shell makes of the command, with a `curl` that shows its arguments and input. */
function asShellReadsIt(command: string): string {
  const input = 'case "$*" in *--data-binary*) cat;; esac';
  const shown = `curl() { printf '%s\\n' "$@"; ${input}; }\n${command}`;
  return execFileSync('sh', ['-c', shown], {
    encoding: 'utf8',
    env: { ...process.env, DD_API_KEY: 'mine' },
  });
}

test('JSON goes again as it was, whatever is in it, without its encoding', async () => {
  const metric = `it's "$HOME" \\ \`id\` $(id)`;
  const body = JSON.stringify({ series: [{ metric, type: 1, points: [] }] });
  await send(intake, '/api/v2/series', deflateSync(body) as BodyInit, {
    'content-encoding': 'deflate',
  });

  const said = asShellReadsIt(await curlOf(1));

  expect(said).toContain(`${intake.url}/api/v2/series\n`);
  expect(said).toContain('DD-API-KEY: mine\n');
  expect(said).toContain(`--data-raw\n${body}\n`);
  expect(said).not.toContain('Content-Encoding');
});

test('protobuf goes again byte by byte', async () => {
  const body = Buffer.from("series'\n");
  await send(intake, '/api/v2/series', body as BodyInit, {
    'content-type': 'application/x-protobuf',
  });

  const said = asShellReadsIt(await curlOf(1));

  expect(said).toContain('Content-Type: application/x-protobuf\n');
  expect(said.endsWith(`--data-binary\n@-\n${body}`)).toBe(true);
});

test('a header that came from outside stays within its quotes', async () => {
  await send(intake, '/api/v2/series', '{}', { 'content-type': "a'; touch /tmp/x; '" });
  expect(asShellReadsIt(await curlOf(1))).toContain("Content-Type: a'; touch /tmp/x; '\n");
});

test('keys that an old Agent puts into the body are left out', async () => {
  const agent = { apiKey: 'agent-secret', application_key: 'other-secret', agentVersion: '5' };
  await send(intake, '/intake/', agent);

  const command = await curlOf(1);

  expect(command).toContain('"apiKey":"","application_key":"","agentVersion":"5"');
  expect(command).not.toContain('secret');
});

test('what is too long for a command, or no longer there, has none', async () => {
  const tags = ['x'.repeat(300_000)];
  await sendSeries(intake, { metric: 'm', points: [[now, 1]], tags });

  expect(await curlOf(1)).toBe('404');
  expect(await curlOf(2)).toBe('404');
});

test('nobody sees the payloads of another tenant', async () => {
  await sendSeries(intake, {});
  const host = `dd.acme.localhost:${intake.port}`;
  expect(await read(intake, '/feed/curl/1', { host })).toMatchObject({ status: 404 });
  expect(await read(intake, '/feed/curl/1')).toMatchObject({ status: 200 });
});
