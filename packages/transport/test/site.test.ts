import { checkApiKey, knownSites, resolveEndpoint } from '@dogstats/transport/site';
import { describe, expect, test } from 'vitest';

function baseUrl(options: Parameters<typeof resolveEndpoint>[0]): string | undefined {
  const endpoint = resolveEndpoint(options);
  return 'baseUrl' in endpoint ? endpoint.baseUrl : undefined;
}

function problem(options: Parameters<typeof resolveEndpoint>[0]): string | undefined {
  const endpoint = resolveEndpoint(options);
  return 'problem' in endpoint ? endpoint.problem : undefined;
}

describe('site', () => {
  test.each(knownSites)('%s is known', (site) => {
    expect(baseUrl({ site })).toBe(`https://api.${site}`);
  });

  test.each([undefined, '', '  '])('%j is the default', (site) => {
    expect(baseUrl({ site })).toBe('https://api.datadoghq.com');
  });

  test.each([
    ['https://app.datadoghq.eu/', 'https://api.datadoghq.eu'],
    ['api.us5.datadoghq.com', 'https://api.us5.datadoghq.com'],
    [' DATADOGHQ.COM. ', 'https://api.datadoghq.com'],
    ['http://us3.datadoghq.com', 'https://api.us3.datadoghq.com'],
    ['app.ddog-gov.com', 'https://api.ddog-gov.com'],
  ])('%j, as it is pasted, means %s', (site, expected) => {
    expect(baseUrl({ site })).toBe(expected);
  });

  test.each([
    ['datadog.eu', 'datadoghq.eu'],
    ['datadoghq.con', 'datadoghq.com'],
    ['datadoghq.de', 'datadoghq.eu'],
    ['us1.datadoghq.com', 'datadoghq.com'],
    ['eu', 'datadoghq.eu'],
    ['us5', 'us5.datadoghq.com'],
    ['us2-fed', 'us2.ddog-gov.com'],
    ['us6.datadoghq.com', 'us3.datadoghq.com'],
    ['https://app.datadoghq.eu/account/login?next=%2F', 'datadoghq.eu'],
  ])('%j is answered with: did you mean %j', (site, meant) => {
    expect(problem({ site })).toContain(`did you mean '${meant}'?`);
  });

  test('that resembles nothing is answered with the list', () => {
    expect(problem({ site: 'example.org' })).toContain(`one of ${knownSites.join(', ')}`);
  });

  test.each([
    'datadoghq.com@evil.com',
    'datadoghq.com:443@x',
    'user:pw@datadoghq.com',
    'evil.com/',
    'evil.com#',
    'evil.com?',
    'evil.com/datadoghq.com',
    'datadoghq.com.evil.com',
    'evildatadoghq.com',
    'evil.com#.datadoghq.com',
    'evil.com\\.datadoghq.com',
    'datadoghq.com:8080',
    'datadoghq.com/path',
    '127.0.0.1',
    '169.254.169.254',
    '[::1]',
    'datadoghq.com\nhost: evil.com',
    'datadoghq.cοm',
    'api.api.datadoghq.com',
    'us3 .datadoghq.com',
    '__proto__',
    'constructor',
  ])('%j is refused', (site) => {
    expect(resolveEndpoint({ site })).toMatchObject({ option: 'site' });
    expect(problem({ site })).not.toContain('pw');
  });
});

describe('what looks like a key', () => {
  const apiKey = '0123456789abcdef0123456789abcdef';
  const applicationKey = 'aB3dEfGhIj0123456789aB3dEfGhIj0123456789';

  test.each([
    { site: apiKey },
    { site: applicationKey },
    { site: `https://app.${apiKey}/` },
    { url: apiKey },
    { url: `https://example.com?api_key=${applicationKey}` },
  ])('is not in the problem with %j', (options) => {
    expect(problem(options)).toContain('looks like a key');
    expect(problem(options)?.toLowerCase()).not.toContain('0123456789');
  });
});

describe('url', () => {
  test.each([
    ['https://metrics.example.com', 'https://metrics.example.com'],
    ['https://metrics.example.com:8443/', 'https://metrics.example.com:8443'],
    [' https://example.com/datadog// ', 'https://example.com/datadog'],
    ['http://localhost:8126', 'http://localhost:8126'],
    ['http://127.0.0.1:8126/datadog', 'http://127.0.0.1:8126/datadog'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:8126', 'http://[::1]:8126'],
    ['HTTPS://EXAMPLE.com', 'https://example.com'],
  ])('%j is %s', (url, expected) => {
    expect(baseUrl({ url })).toBe(expected);
  });

  test('wins over site, even a wrong one', () => {
    expect(baseUrl({ url: 'https://example.com', site: 'nowhere' })).toBe('https://example.com');
  });

  test('may be http to other machines when that is allowed', () => {
    const url = 'http://vm:8428/datadog';

    expect(problem({ url })).toContain('allowInsecureHttp');
    expect(baseUrl({ url, allowInsecureHttp: true })).toBe(url);
  });

  test('where http:// will do, it is offered', () => {
    expect(problem({ url: 'localhost:8282' })).toBe(
      "url 'localhost:8282' has to begin with https://, or with http:// where it is this machine",
    );
  });

  test.each([
    'example.com',
    '//example.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://example.com',
    'http://localhost.evil.com',
    'http://127.0.0.1.evil.com',
    'http://127.evil.com',
    'http://0.0.0.0',
    'https://user:pw@example.com',
    'https://@example.com',
    'https://localhost@evil.com',
    'https://example.com?api_key=pw',
    'https://example.com?',
    'https://example.com/#',
    'https://example.com\\@evil.com',
    'https://exa\nmple.com',
    'https://example.com /',
    'https://',
    'https://[::1',
    'https://example.com/api/v2/series',
    'https://example.com/api/v1',
  ])('%j is refused', (url) => {
    expect(resolveEndpoint({ url })).toMatchObject({ option: 'url' });
  });

  test('with a password in it is never repeated', () => {
    expect(problem({ url: 'https://user:pw@example.com' })).not.toContain('pw');
    expect(problem({ url: 'https:// user:pw@example.com' })).not.toContain('pw');
  });
});

describe('the API key', () => {
  test('is trimmed', () => {
    expect(checkApiKey(' abc\n')).toEqual({ apiKey: 'abc' });
  });

  test.each(['', ' \n', 'a b', 'a\r\nx: y', 'ключ', 'a\u0000', 5, undefined, null])(
    '%j is refused',
    (value) => {
      expect(checkApiKey(value)).toHaveProperty('problem');
    },
  );

  test('with 40 hexadecimal digits is taken for an application key, but taken', () => {
    const apiKey = '0123456789abcdef0123456789abcdef01234567';

    expect(checkApiKey(apiKey)).toMatchObject({
      apiKey,
      hint: expect.stringContaining('application'),
    });
  });

  test('is not in the problem', () => {
    expect(JSON.stringify(checkApiKey('canary canary'))).not.toContain('canary');
  });
});
