import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntake } from '../../src/index.js';
import { MetricsStore, type StoreName, skipWithoutStore } from './metrics-store.js';

const bin = fileURLToPath(new URL('../../bin/intake.js', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)));
const names: StoreName[] = ['prometheus', 'victoria-metrics'];
const kinds = 10;
/** The last ones are not settled yet. */
const buckets = 300;

describe.skipIf(!isBuilt).each(names)(
  'an intake that is killed while it hands on to %s',
  (name) => {
    const skip = skipWithoutStore(name);
    let store: MetricsStore;
    let folder: string;
    const running: ChildProcess[] = [];
    beforeAll(async () => {
      if (!skip) store = await MetricsStore.start(name);
    });
    afterAll(() => store?.stop());
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'dogstats-killed-'));
    });
    afterEach(() => {
      for (const child of running.splice(0)) child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    test.skipIf(skip)('leaves the rest to the next, and nothing goes twice', async () => {
      const file = join(folder, 'points');
      const flags = ['--remote-write', store.writeUrl, '--persist', file];
      const child = spawn(process.execPath, [bin, '--port', '0', '--json', ...flags], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      running.push(child);
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
      });
      await expect.poll(() => printed, { timeout: 20_000 }).toContain('listening');
      const url = /"url":"([^"]+)"/.exec(printed)?.[1] ?? '';
      const start = Math.floor(Date.now() / 1_000 / 10 - buckets + 1) * 10;
      const timeOf = (bucket: number): number => start + bucket * 10;
      const headers = { 'dd-api-key': 'local', 'content-type': 'application/json' };
      const series = Array.from({ length: kinds }, (_, kind) => ({
        metric: 'killed',
        tags: [`kind:${kind}`],
        points: Array.from({ length: buckets }, (_, bucket) => [timeOf(bucket), bucket]),
      }));
      await fetch(`${url}/api/v1/series`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ series }),
      });
      const sent = async (): Promise<number> => {
        const state = await (await fetch(`${url}/_control/state`)).json();
        return (state as { tenants: { remoteWrite: { sent: number } }[] }).tenants[0]?.remoteWrite
          .sent as number;
      };
      await expect.poll(sent, { interval: 1, timeout: 20_000 }).toBeGreaterThan(0);
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;

      const remoteWrite = { url: store.writeUrl };
      const notices: string[] = [];
      const onNotice = (notice: string): void => void notices.push(notice);
      const next = await createIntake({ port: 0, persist: file, remoteWrite, onNotice });
      await next.remoteWrite?.flush();
      const { dropped } = next.remoteWrite?.stats() ?? {};
      await next.close();

      expect(notices.join()).toContain('samples wait that another process did not hand on');
      expect(dropped).toEqual([]);
      const found = await store.range('killed');
      expect(found).toHaveLength(kinds);
      const missing = new Set<number>();
      for (const { values } of found) {
        const times = values.map(([time]) => time);
        expect(times).toEqual([...new Set(times)]);
        expect(values).toEqual(times.map((time) => [time, String((time - start) / 10)]));
        for (let bucket = 0; bucket < buckets; bucket++) {
          if (!times.includes(timeOf(bucket))) missing.add(bucket);
        }
      }
      expect(missing.size).toBeLessThanOrEqual(1);
    });
  },
);
