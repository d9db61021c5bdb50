import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { proxyFor } from '../src/proxy.js';
import { DeliveryRig } from './delivery-rig.js';
import { countPoint } from './make-points.js';

const datadog = 'https://api.datadoghq.com';

describe('the proxy for an address', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    [datadog, {}, undefined],
    [datadog, { HTTPS_PROXY: 'http://p:1' }, 'http://p:1'],
    [datadog, { https_proxy: 'http://p:1', HTTPS_PROXY: 'http://q:1' }, 'http://p:1'],
    [datadog, { DD_PROXY_HTTPS: 'http://d:1', https_proxy: 'http://p:1' }, 'http://d:1'],
    [datadog, { HTTP_PROXY: 'http://p:1' }, undefined],
    [datadog, { HTTPS_PROXY: ' ' }, undefined],
    [datadog, { HTTPS_PROXY: 'nonsense' }, undefined],
    ['http://vm:8428', { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://q:1' }, 'http://p:1'],
    ['http://localhost:8126', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['http://127.0.0.1:8126', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['https://[::1]:8126', { HTTPS_PROXY: 'http://p:1' }, undefined],
  ])('%s with %j is %s', (baseUrl, env, expected) => {
    expect(proxyFor(baseUrl, env)?.url).toBe(expected);
  });

  test('leaves out what the environment says', () => {
    const HTTPS_PROXY = 'http://p:1';

    expect(proxyFor(datadog, { HTTPS_PROXY, NO_PROXY: 'a.com b.com' })?.except).toBe('a.com,b.com');
    expect(
      proxyFor(datadog, { HTTPS_PROXY, no_proxy: 'a.com', DD_PROXY_NO_PROXY: 'c.com' })?.except,
    ).toBe('c.com');
  });
});

describe('a delivery with a proxy', () => {
  let rig: DeliveryRig;
  /** What the proxy was asked to connect to. */
  let connects: string[];
  let proxyUrl: string;
  const proxy = createServer();
  proxy.on('connect', (request, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });

  beforeEach(async () => {
    rig = await DeliveryRig.start();
    connects = [];
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    proxyUrl = `http://user:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await rig.stop();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  test('asks it for the way, and keeps data when it refuses', async () => {
    const delivery = rig.open({ baseUrl: datadog, env: { HTTPS_PROXY: proxyUrl } });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
    while (delivery.stats().errors.length === 0) await new Promise(setImmediate);

    expect(connects).toEqual(['api.datadoghq.com:443']);
    expect(delivery.stats().retained).toBe(1);
    expect(delivery.stats().errors[0]?.message).toContain('a proxy refused to connect');
    expect(delivery.stats().errors[0]?.message).not.toContain('secret');
    await delivery.close();
    await writing;
  });

  test('goes past it to this machine', async () => {
    const delivery = rig.open({ env: { HTTP_PROXY: proxyUrl } });

    const report = await rig.write(delivery, [countPoint('a', rig.bucket)]);

    expect(report.accepted).toBe(1);
    expect(connects).toEqual([]);
  });
});
