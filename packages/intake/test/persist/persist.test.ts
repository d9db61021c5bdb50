import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake, type IntakeOptions } from '../../src/index.js';
import type { PersistState } from '../../src/persist/persist-state.js';
import { agentSketches } from '../agent-flush.js';
import { now, send, sendDistribution, sendSeries, write } from '../client.js';
import { FakeStore } from '../remote-write/fake-store.js';
import { end, file, folder, notices, passSeconds, seconds, start, useFile } from './rig.js';

useFile();

test('another intake has all that was stored', async () => {
  const tenants = { acme: ['key'] };
  const first = await start({ apiKeys: ['local'], tenants });
  await sendSeries(first, { metric: 'a', points: [[now, 1]], tags: ['x:1'], host: 'h' });
  await sendSeries(first, { metric: 'a', points: [[now, 5]], tags: ['x:1'], host: 'h' });
  await sendDistribution(first, 'd', [[now, [1, 2]]]);
  await sendDistribution(first, 'd', [[now, [3]]]);
  await send(first, '/api/beta/sketches', new Uint8Array(agentSketches), {
    'content-type': 'application/x-protobuf',
  });
  await send(first, '/api/v1/events', { title: 'deploy', text: 'now' });
  await send(first, '/api/v1/check_run', { check: 'up', status: 0, host_name: 'h' });
  await write(first, '/api/v1/metrics/a', { unit: 'byte' });
  await send(first, '/api/v2/series', { series: [] }, { 'dd-api-key': 'key' });
  await sendSeries(first, { metric: 'none', points: [[5, 1]] });
  await first.seed({ tenant: 'acme', series: [{ metric: 's', points: [[now - 100, 7]] }] });
  const look = (held: Intake) => ({
    series: held.series(),
    acme: held.tenant('acme').series(),
    events: held.events(),
    checks: held.checks(),
  });
  const before = look(first);
  expect(before.series.length).toBeGreaterThan(2);

  const second = await start({ apiKeys: ['local'], tenants });

  expect(look(second)).toEqual(before);
  expect(second.state().persist).toMatchObject({ file, state: 'writing', lost: 0, problem: null });
  const metadata = await fetch(`${second.url}/api/v1/metrics/a`, {
    headers: { 'dd-api-key': 'local', 'dd-application-key': 'local' },
  });
  expect(await metadata.json()).toMatchObject({ unit: 'byte' });
});

test('what is older than the retention is neither taken up nor kept for ever', async () => {
  const first = await start({ retentionSeconds: 20 });
  let oneRound = 0;
  const rounds = 8;
  for (let round = 0; round < rounds; round++) {
    passSeconds(10);
    const samples = Array.from({ length: 40_000 }, () => Math.random());
    await sendDistribution(first, 'd', [[seconds, samples]]);
    if (round === 0) oneRound = statSync(file).size;
    // From then on it is large enough. What comes while it is copied would all be kept.
    if (round === 2) await expect.poll(() => first.state().persist?.compactedAt).not.toBeNull();
  }
  await expect.poll(() => statSync(file).size).toBeLessThan((rounds - 1) * oneRound);
  const before = first.series();

  const second = await start({ retentionSeconds: 20 });

  expect(second.series()).toEqual(before);
});

test('reset forgets the file, too', async () => {
  const first = await start();
  await sendSeries(first, {});
  first.reset();

  expect((await start()).series()).toEqual([]);
});

test('what another process handed on is not handed on again', async () => {
  const store = await FakeStore.open();
  const remoteWrite = { url: store.url };
  const first = await start({ remoteWrite });
  await sendSeries(first, { points: [[now, 1]] });
  const second = await start({ remoteWrite });
  await sendSeries(second, { points: [[now + 1, 2]] });
  await second.remoteWrite?.flush();

  expect(store.values('m')).toEqual([1, 2]);
  await end();
  await store.close();
});

test.each([
  [() => '/nowhere/at/all', 'no such file or directory'],
  [() => folder, 'directory'],
])('a file that can’t be had is refused at the start', async (name, message) => {
  await expect(createIntake({ port: 0, persist: name() })).rejects.toMatchObject({
    code: 'ERR_OPTIONS',
    message: expect.stringContaining(message),
  });
});

const built = existsSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)));

describe.skipIf(!built)('a process of its own', () => {
  const bin = fileURLToPath(new URL('../../bin/intake.js', import.meta.url));
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** @param blocks that the shell lets it write to a file, of 1,024 bytes */
  async function spawnIntake(
    blocks = 'unlimited',
  ): Promise<{ url: string; child: ChildProcess; said: () => string }> {
    const command = `ulimit -f ${blocks} && exec "$0" "$@"`;
    const args = [process.execPath, bin, '--port', '0', '--json', '--persist', file];
    const child = spawn('bash', ['-c', command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    running.push(child);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const said = (): string => printed;
    await expect.poll(said).toContain('listening');
    return { url: /"url":"([^"]+)"/.exec(printed)?.[1] ?? '', child, said };
  }

  /** Sends one count with a name of its own. */
  async function count(url: string, n: number): Promise<void> {
    const points = [[Math.floor(Date.now() / 1_000), n]];
    const response = await fetch(`${url}/api/v1/series`, {
      method: 'POST',
      headers: { 'dd-api-key': 'local', 'content-type': 'application/json' },
      body: JSON.stringify({
        series: [{ metric: `n.${n}`, points, tags: [`t:${Math.random()}`] }],
      }),
    });
    expect(response.status).toBe(202);
  }

  const names = (length: number): string[] => Array.from({ length }, (_, n) => `n.${n}`);
  const realTime: IntakeOptions = { clock: { now: () => Date.now() } };

  test('that is killed keeps all it said 202 to', async () => {
    const { url, child } = await spawnIntake();
    const ended = new Promise((resolve) => child.once('exit', resolve));
    let accepted = 0;
    const killAt = 20 + Math.floor(Math.random() * 200);
    for (; accepted < killAt; accepted++) await count(url, accepted);
    // One more is under way when the process ends.
    void count(url, accepted).catch(() => {});
    child.kill('SIGKILL');
    await ended;

    const held = (await start(realTime)).series().map(({ metric }) => metric);

    expect(held.slice(0, accepted)).toEqual(names(accepted));
    expect(held.length - accepted).toBeLessThanOrEqual(1);
  });

  test('without room goes on without the file, says so, and keeps what it wrote', async () => {
    const { url, child, said } = await spawnIntake('16');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const persist = async (): Promise<PersistState> => {
      const response = await fetch(`${url}/_control/state`);
      return ((await response.json()) as { persist: never }).persist;
    };
    let sent = 0;
    for (; (await persist()).state === 'writing' && sent < 1_000; sent++) await count(url, sent);
    await count(url, sent);

    const { records, ...stopped } = await persist();
    expect(stopped).toMatchObject({ waiting: 2, lost: 0, stoppedAt: expect.any(Number) });
    expect(stopped.problem).toContain('EFBIG');
    expect(said()).toContain('is written to');
    child.kill('SIGTERM');
    await ended;
    expect((await start(realTime)).series().map(({ metric }) => metric)).toEqual(names(records));
    expect(notices.filter((notice) => notice.includes('torn'))).toEqual([]);
  });
});
