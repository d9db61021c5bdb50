import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIntake, type Intake } from '@dogstats/intake';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { compileExamples, type Run, runNode } from './run-node.ts';

const timeout = 120_000;

beforeAll(compileExamples, timeout);

function spoolFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-service-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function startIntake(): Promise<Intake> {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  return intake;
}

/** Starts the service and resolves once it listens. */
async function startService(env: Record<string, string>): Promise<Run & { url: string }> {
  const run = runNode(['dist/http-service/main.js'], { PORT: '0', DD_HOSTNAME: 'web-1', ...env });
  onTestFinished(async () => {
    run.child.kill('SIGKILL');
    await run.ended;
  });
  const port = await run.said(/port: (\d+)/);
  return { ...run, url: `http://127.0.0.1:${port}` };
}

async function visit(url: string, times: number): Promise<void> {
  for (let visits = 0; visits < times; visits++) await (await fetch(url)).text();
}

describe('a service', { timeout }, () => {
  it('says that all arrived, and sends the rest on SIGTERM', async () => {
    const intake = await startIntake();
    const service = await startService({ DD_URL: intake.url, SPOOL_DIR: spoolFolder() });

    await visit(`${service.url}/orders`, 12);
    await visit(`${service.url}/users`, 3);
    const health = async (): Promise<unknown> => (await fetch(`${service.url}/health`)).json();

    // A machine that is busy enough takes longer to send than the service waits.
    await expect.poll(health).toMatchObject({ ok: true, retained: 0 });
    expect(intake.total('shop.requests')).toBe(15);

    await visit(`${service.url}/orders`, 5);
    service.child.kill('SIGTERM');
    await service.ended;

    expect(service.child.signalCode).toBe('SIGTERM');
    expect(service.output.stderr).toBe('');
    expect(intake.total('shop.requests', ['path:/orders'])).toBe(17);
    expect(intake.total('shop.requests', ['path:/users'])).toBe(3);
    expect(intake.total('shop.request.time.count')).toBe(20);
    expect(intake.total('dogstats.client.recorded')).toBe(40);
  });

  it('keeps on disk what an outage holds back, and the next one delivers it', async () => {
    const SPOOL_DIR = spoolFolder();
    const down = await startService({ DD_URL: 'http://127.0.0.1:9', SPOOL_DIR });
    await visit(`${down.url}/orders`, 8);
    const health = await fetch(`${down.url}/health`);

    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ ok: false, accepted: 0, retained: 16 });
    down.child.kill('SIGTERM');
    await down.ended;
    expect(down.child.signalCode).toBe('SIGTERM');
    expect(down.output.stderr).not.toContain('unsent');
    expect(readdirSync(SPOOL_DIR, { recursive: true }).join()).toContain('.payload');

    const intake = await startIntake();
    const up = await startService({ DD_URL: intake.url, SPOOL_DIR });
    await intake.waitFor('shop.requests', () => intake.total('shop.requests') === 8, {
      timeoutMs: 30_000,
    });
    await visit(`${up.url}/orders`, 2);
    up.child.kill('SIGTERM');
    await up.ended;

    expect(intake.total('shop.requests')).toBe(10);
    expect(intake.total('shop.request.time.count')).toBe(10);
  });
});
