import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { send } from '../client.js';
import { MetricsStore, type StoreName, skipWithoutStore } from '../remote-write/metrics-store.js';

const names: StoreName[] = ['prometheus', 'victoria-metrics'];

describe.each(names)('what %s has behind the API of Opstrace', (name) => {
  const skip = skipWithoutStore(name);
  let store: MetricsStore;
  let intake: Intake;
  beforeAll(async () => {
    if (skip) return;
    store = await MetricsStore.start(name);
    const opstrace = { upstream: store.writeUrl };
    intake = await createIntake({ port: 0, compat: 'opstrace', opstrace });
  });
  afterAll(async () => {
    await intake?.close();
    await store?.stop();
  });

  const start = Math.floor(Date.now() / 1_000) - 240;
  const post = (series: object): Promise<{ status: number; text: string }> =>
    send(intake, '/api/v1/series?api_key=any', { series: [series] }, { 'dd-api-key': '' });

  test.skipIf(skip)('Opstrace’s own series can be asked for by PromQL', async () => {
    const points = [
      [start + 240, 2],
      [start + 120, 1],
      [start, 0],
    ];
    const tags = ['version:7.24.1', 'a.b:c:d'];
    const series = { metric: 'opstrace.dd.test-remote-x', type: 'rate', interval: 5, tags, points };

    expect(await post({ ...series, host: 'h' })).toMatchObject({
      status: 202,
      text: '{"status": "ok"}',
    });

    const found = await store.range('opstrace_dd_test_remote_x{job="ddagent"}');
    expect(found.map(({ metric }) => metric)).toEqual([
      {
        __name__: 'opstrace_dd_test_remote_x',
        ddtag_a_b: 'c:d',
        ddtag_version: '7.24.1',
        instance: 'h',
        interval: '5',
        job: 'ddagent',
        type: 'rate',
      },
    ]);
    expect(found[0]?.values).toEqual([
      [start, '0'],
      [start + 120, '1'],
      [start + 240, '2'],
    ]);
  });

  test.skipIf(skip)('what an Agent tells of its host is there once', async () => {
    const uptime = { metric: 'system.uptime', type: 'gauge', source_type_name: 'System' };
    for (const at of [start, start + 15, start + 30]) {
      expect(await post({ ...uptime, host: 'h', points: [[at, at]] })).toMatchObject({
        status: 202,
      });
    }

    const found = await store.range('system_uptime{job="ddagent",type="gauge"}');

    expect(found).toHaveLength(1);
    expect(found[0]?.metric['source_type_name']).toBe('System');
    expect(found[0]?.values).toHaveLength(3);
  });

  if (name !== 'prometheus') return;
  test.skipIf(skip)('an older sample is refused as the store refuses it', async () => {
    await post({ metric: 'older', points: [[start + 10, 1]] });

    const { status, text } = await post({ metric: 'older', points: [[start, 1]] });

    expect([status, text]).toEqual([400, expect.stringContaining('out of order')]);
  });
});
