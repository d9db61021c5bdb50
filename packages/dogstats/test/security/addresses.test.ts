import { knownSites } from '@dogstats/transport/site';
import { DogStats, type DogStatsOptions } from 'dogstats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const key = 'CANARY0123456789canary0123456789';

/** Where a request goes with these options; `undefined` when `start()` refuses them. */
async function destination(options: DogStatsOptions): Promise<URL | undefined> {
  const asked: string[] = [];
  const fetch = async (url: unknown): Promise<Response> => {
    asked.push(String(url));
    return new Response('{}', { status: 202 });
  };
  const dogStats = new DogStats();
  try {
    dogStats.start({ env: {}, apiKey: key, autoFlush: false, fetch, ...options });
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_OPTIONS' });
    expect(String(error)).not.toContain('CANARY');
    expect(String(error)).not.toContain('secret');
    return undefined;
  }
  dogStats.increment('m');
  expect(await dogStats.flush({ timeoutMs: 30_000 })).toMatchObject({ ok: true });
  await dogStats.close();
  expect(asked).toHaveLength(1);
  return new URL(asked[0] ?? '');
}

const approved = new Set(knownSites.map((site) => `api.${site}`));

const hostileSites = [
  'datadoghq.com@evil.com',
  'datadoghq.com:443@evil.com',
  'user:secret@datadoghq.com',
  'evil.com/',
  'evil.com#',
  'evil.com?',
  'evil.com/.datadoghq.com',
  'evil.com#.datadoghq.com',
  'evil.com\\.datadoghq.com',
  'evil.com%2f.datadoghq.com',
  'datadoghq.com.evil.com',
  'evildatadoghq.com',
  'evil-datadoghq.com',
  'xdatadoghq.eu',
  'datadoghq.com:8443',
  'datadoghq.com\r\nHost: evil.com',
  'datadoghq.com\tevil.com',
  'datadoghq.c\u043em',
  '127.0.0.1',
  '169.254.169.254',
  '[::ffff:169.254.169.254]',
  '2852039166',
  'localhost',
  'metadata.google.internal',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '__proto__',
  'constructor',
];

describe.each<[string, (site: string) => DogStatsOptions]>([
  ['start({ site })', (site) => ({ site })],
  ['DD_SITE', (site) => ({ env: { DD_SITE: site } })],
  ['DATADOG_SITE', (site) => ({ env: { DATADOG_SITE: site } })],
])('%s', (_name, options) => {
  test.each(hostileSites)('%j is refused', async (site) => {
    expect(await destination(options(site))).toBeUndefined();
  });

  test('leads to a site of Datadog or nowhere, whatever it is', async () => {
    const part = fc.constantFrom(
      ...knownSites,
      ...hostileSites,
      '@',
      '/',
      '#',
      '.',
      ':',
      ' ',
      'api.',
    );
    const site = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(part, { maxLength: 4 }).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(site, async (text) => {
        const url = await destination(options(text));
        if (url === undefined) return;
        expect(approved).toContain(url.hostname);
        expect([url.protocol, url.port, url.username]).toEqual(['https:', '', '']);
      }),
    );
  });
});

const hostileUrls = [
  'http://evil.com',
  'http://169.254.169.254/latest/meta-data',
  'http://localhost.evil.com',
  'http://127.0.0.1.evil.com',
  'http://evil.com#127.0.0.1',
  'http://localhost@evil.com',
  'http:evil.com',
  'http:\\\\evil.com',
  'https://user:secret@datadoghq.com',
  'https://secret@datadoghq.com',
  'https://@evil.com',
  'https://api.datadoghq.com?to=evil.com',
  'https://api.datadoghq.com#evil',
  'https://api.datadoghq.com\r\nHost: evil.com',
  'https://api.datad\noghq.com',
  'https:\\\\evil.com',
  '//evil.com',
  'evil.com',
  'file:///etc/passwd',
  'ftp://evil.com',
  'ws://127.0.0.1',
  'data:text/plain,x',
  'javascript:alert(1)',
  'https://',
  'https://[::1',
];

describe.each<[string, (url: string) => DogStatsOptions]>([
  ['start({ url })', (url) => ({ url })],
  ['DD_URL', (url) => ({ env: { DD_URL: url } })],
  ['DD_DD_URL', (url) => ({ env: { DD_DD_URL: url } })],
])('%s', (_name, options) => {
  test.each(hostileUrls)('%j is refused', async (url) => {
    expect(await destination(options(url))).toBeUndefined();
  });

  test.each([
    [
      'https://proxy.example.com:8443/datadog/',
      'https://proxy.example.com:8443/datadog/api/v2/series',
    ],
    ['http://127.0.0.1:8282', 'http://127.0.0.1:8282/api/v2/series'],
    ['http://[::1]:8282', 'http://[::1]:8282/api/v2/series'],
  ])('%j is taken as it is written', async (url, expected) => {
    expect((await destination(options(url)))?.href).toBe(expected);
  });
});

test('plain http to another machine has to be asked for, and is warned of', async () => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const logger = { debug() {}, info() {}, warn, error() {} };
  const url = 'http://metrics.internal:8282';

  expect(await destination({ url, logger })).toBeUndefined();
  expect((await destination({ url, allowInsecureHttp: true, logger }))?.host).toBe(
    'metrics.internal:8282',
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('unencrypted');
});
