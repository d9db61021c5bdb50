import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolveEndpoint } from '@dogstats/transport/site';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import { useRig } from '../rig/rig.js';

const used = useRig();

/** Who must never be asked. */
let elsewhere = '';
let visits = 0;
const stranger = createServer((_request, response) => {
  visits++;
  response.writeHead(202).end('{}');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
});
afterAll(() => stranger.close());

test.each([301, 302, 303, 307, 308])(
  'G25 a redirect is not followed, and says what to look at: %i',
  async (status) => {
    const { rig } = used;
    await rig.intake.addFaults({ status, headers: { location: `${elsewhere}/api/v2/series` } });
    for (const options of [{}, { fetch: globalThis.fetch }]) {
      const delivery = rig.open(options);
      const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
      await rig.untilTrouble(delivery);

      expect(String(delivery.stats().errors[0])).toMatch(/redirects are not followed: check url/);
      expect(delivery.stats().retained).toBe(1);
      await delivery.close();
      await writing;
    }
    expect(visits).toBe(0);
  },
);

describe('G25 no site leads anywhere but to Datadog', () => {
  test.each([
    'datadoghq.com@evil.com',
    'datadoghq.com:443@evil.com',
    'user:password@datadoghq.com',
    'evil.com/',
    'evil.com#.datadoghq.com',
    'evil.com?.datadoghq.com',
    'evil.com\\.datadoghq.com',
    'datadoghq.com.evil.com',
    'evil-datadoghq.com',
    'datadoghq.com:8080',
    'datadoghq.com\r\nHost: evil.com',
    '127.0.0.1',
    '[::1]',
    'localhost',
    '169.254.169.254',
    'xn--datadoghq-1cb.com',
    'ｄatadoghq.com',
  ])('%j', (site) => {
    expect(resolveEndpoint({ site })).toHaveProperty('problem');
  });
});

describe('G25 no url goes to where the key can be read on its way', () => {
  test.each([
    'http://example.com',
    'http://10.0.0.1',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'https://user:password@example.com',
    'https://example.com@evil.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://example.com/?x=1',
    'https://example.com/#x',
    'https:\\\\example.com',
    '//example.com',
    'https://exa mple.com',
    'https://example.com\n',
  ])('%j', (url) => {
    // A line end after a good address is cut off, nothing else is.
    const endpoint = resolveEndpoint({ url });
    if (url.trim() !== url) expect(endpoint).toEqual({ baseUrl: 'https://example.com' });
    else expect(endpoint).toHaveProperty('problem');
  });
});
