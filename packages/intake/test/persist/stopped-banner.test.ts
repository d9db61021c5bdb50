import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { skipWithoutChromium } from '../page/chromium.js';
import { LivePage } from '../page/live-page.js';

const bin = fileURLToPath(new URL('../../bin/intake.js', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)));
const linux = process.platform === 'linux';

describe.skipIf(!isBuilt || !linux || skipWithoutChromium())('a file that may not grow', () => {
  const live = LivePage.use();
  let folder: string;
  let file: string;
  let child: ChildProcess;
  let printed = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dogstats-persist-'));
    file = join(folder, 'points');
  });
  afterEach(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Its writes fail with EFBIG past so many blocks of 1,024 bytes, until that is lifted. */
  async function startLimited(blocks: number): Promise<string> {
    const args = [process.execPath, bin, '--port', '0', '--json', '--persist', file];
    child = spawn('bash', ['-c', `ulimit -S -f ${blocks} && exec "$0" "$@"`, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('listening');
    return /"url":"([^"]+)"/.exec(printed)?.[1] ?? '';
  }

  test('is said on the page until it may, and has all that came then', {
    timeout: 60_000,
  }, async () => {
    const url = await startLimited(4);
    const send = async (n: number): Promise<void> => {
      const points = [[Math.floor(Date.now() / 1_000), n]];
      const tags = Array.from({ length: 5 }, () => `t:${Math.random()}`);
      const response = await fetch(`${url}/api/v1/series`, {
        method: 'POST',
        headers: { 'dd-api-key': 'local', 'content-type': 'application/json' },
        body: JSON.stringify({ series: [{ metric: `n.${n}`, points, tags }] }),
      });
      expect(response.status).toBe(202);
    };
    const banner = (): Promise<string | null> => live.page.textContent('#banner');
    await live.page.goto(url);
    for (let n = 0; n < 60; n++) await send(n);

    await expect.poll(banner, { timeout: 20_000 }).toContain(`Nothing is written to ${file}`);
    expect(await banner()).toContain('EFBIG');
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited']);
    await expect.poll(banner, { timeout: 20_000 }).toBe('');
    expect(printed).toMatch(/is written again after \d+ s; nothing is missing/);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const next = await createIntake({ port: 0, persist: file });
    expect(next.series()).toHaveLength(60);
    await next.close();
  });
});
