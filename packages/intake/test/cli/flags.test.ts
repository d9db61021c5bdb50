import { describe, expect, test } from 'vitest';
import { freePort } from '../../../../test/free-port.js';
import { FakeStore } from '../remote-write/fake-store.js';
import { addressOf, endRuns, isBuilt, run } from './run.js';

describe.skipIf(!isBuilt)('the command', { timeout: 60_000 }, () => {
  endRuns();

  test('--compat opstrace speaks another API', async () => {
    const options = ['--compat', 'opstrace', '--strict', '--out-of-order', 'drop'];
    const url = await addressOf(run('--port', '0', ...options));
    const post = (query: string, points: number[][]): Promise<Response> =>
      fetch(`${url}/api/v1/series${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'dd-api-key': 'x' },
        body: JSON.stringify({ series: [{ metric: 'm', points }] }),
      });

    const newest = await post('?api_key=x', [[1_790_000_002, 1]]);
    const older = await post('?api_key=x', [[1_790_000_001, 1]]);
    const keyInHeader = await post('', []);

    expect(await newest.text()).toBe('{"status": "ok"}');
    expect([older.status, keyInHeader.status]).toEqual([202, 401]);
  });

  test('--quiet prints nothing; --app-key and --remote-write-settle are heeded', async () => {
    const store = await FakeStore.open();
    const url = `http://127.0.0.1:${await freePort()}`;
    const options = ['--app-key', 'right', '--remote-write', store.url];
    const port = new URL(url).port;
    const started = run('--quiet', '--port', port, ...options, '--remote-write-settle', '1s');
    const statusWith = async (key: string): Promise<number> => {
      const headers = { 'dd-api-key': 'local', 'dd-application-key': key };
      return (await fetch(`${url}/api/v2/validate_keys`, { headers })).status;
    };

    await expect.poll(() => statusWith('right').catch(() => 0)).toBe(200);
    expect(await statusWith('wrong')).toBe(403);
    await fetch(`${url}/api/v1/series`, {
      method: 'POST',
      headers: { 'dd-api-key': 'local', 'content-type': 'application/json' },
      body: `{"series":[{"metric":"m","points":[[${Math.floor(Date.now() / 1_000)},4]]}]}`,
    });

    await expect.poll(() => store.values('m'), { timeout: 15_000 }).toEqual([4]);
    started.child.kill('SIGTERM');
    expect(await started.exitCode).toBe(0);
    expect(started.printed()).toBe('');
    await store.close();
  });
});
