import { describe, expect, test } from 'vitest';
import { DogHttpApi, type DogHttpApiOptions } from '../src/index.js';
import { resolveSettings } from '../src/settings.js';

test("defaults are dogapi's", () => {
  expect(resolveSettings({ env: {} })).toMatchObject({
    apiVersion: 'v1',
    baseUrl: 'https://api.datadoghq.com',
    timeoutMs: 2_000,
    maxTimeouts: 3,
    backoffPeriodSeconds: 300,
  });
});

describe('where requests go', () => {
  test.each<[DogHttpApiOptions, Record<string, string>, string]>([
    [{}, { DD_SITE: 'datadoghq.eu' }, 'https://api.datadoghq.eu'],
    [{ site: 'us5.datadoghq.com' }, { DD_URL: 'https://x.test' }, 'https://api.us5.datadoghq.com'],
    [{ apiHost: 'app.datadoghq.com' }, {}, 'https://api.datadoghq.com'],
    [{ apiHost: 'https://app.datadoghq.eu/' }, {}, 'https://api.datadoghq.eu'],
    [{ apiHost: 'proxy.test' }, { DD_SITE: 'datadoghq.eu' }, 'https://proxy.test'],
    [{ apiHost: 'https://proxy.test/dd/' }, {}, 'https://proxy.test/dd'],
    [{}, { DATADOG_HOST: 'https://proxy.test' }, 'https://proxy.test'],
    [{}, { DD_DD_URL: 'http://127.0.0.1:8282' }, 'http://127.0.0.1:8282'],
    [{ apiHost: 'http://proxy.test', allowInsecureHttp: true }, {}, 'http://proxy.test'],
  ])('%j with %j: %s', (options, env, baseUrl) => {
    expect(resolveSettings({ ...options, env }).baseUrl).toBe(baseUrl);
  });

  test.each<[DogHttpApiOptions, string]>([
    [{ site: 'datadog.com' }, "did you mean 'datadoghq.com'"],
    [{ apiHost: 'http://proxy.test' }, 'apiHost'],
    [{ apiHost: 'https://me:secret@proxy.test' }, 'must not contain a user name'],
  ])('%j nowhere', (options, message) => {
    expect(() => resolveSettings({ ...options, env: {} })).toThrow(message);
  });
});

test('keys and host come from the environment', () => {
  const env = { DD_API_KEY: ' a ', DD_APP_KEY: 'b', DD_HOSTNAME: 'web-1' };

  expect(resolveSettings({ env })).toMatchObject({
    apiKey: 'a',
    applicationKey: 'b',
    host: 'web-1',
  });
  expect(resolveSettings({ env, host: '' })).toMatchObject({ host: '' });
});

test('all that is wrong is in one error, with what was meant', () => {
  const options = {
    timeout: 2,
    application_key: 'a',
    retry: { attempts: -1 },
    useEc2InstanceId: true,
    swallow: 'yes',
  };

  for (const part of ['swallow: ', 'host, or in DD_HOSTNAME', 'retry.attempts: ']) {
    expect(() => new DogHttpApi(options as never)).toThrow(part);
  }
  expect(() => new DogHttpApi(options as never)).toThrow("'timeout': did you mean 'timeoutMs'?");
  expect(() => new DogHttpApi(options as never)).toThrow("did you mean 'applicationKey'?");
});

test('undefined is no option', () => {
  expect(() => new DogHttpApi({ apiKey: undefined, timeoutMs: undefined })).not.toThrow();
});
