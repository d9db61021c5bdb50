import { createRequire } from 'node:module';
import { expect } from 'vitest';
import { asZstd } from './zstd.js';

export type Api = Readonly<Record<string, (parameters?: object) => Promise<unknown>>>;
type ApiClass = new (configuration: object) => Api;

// By their files: the index loads every API there is, which takes seconds.
const require = createRequire(import.meta.url);
const packages = '@datadog/datadog-api-client/dist/packages/datadog-api-client';
const { createConfiguration } =
  require('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js');
const { BaseServerConfiguration } =
  require('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js');

/** One of the APIs of Datadog's own client, such as `MetricsApi` of `v2`. */
export function openApi(url: string, version: string, name: string, apiKey = 'right'): Api {
  const { [name]: Class } = require(`${packages}-${version}/apis/${name}.js`) as {
    readonly [api: string]: ApiClass;
  };
  return new (Class as ApiClass)(
    createConfiguration({
      baseServer: new BaseServerConfiguration(url, {}),
      authMethods: { apiKeyAuth: apiKey, appKeyAuth: 'app' },
      zstdCompressorCallback: asZstd,
    }),
  );
}

/** The client marks what its models do not know, however deep it is. */
export function strict<T>(answer: T): T {
  expect(unknownIn(answer, 'answer')).toEqual([]);
  return answer;
}

const marks = ['_unparsed', 'unparsedObject', '_data'];

function unknownIn(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) =>
    marks.includes(name) ? [`${at}.${name}`] : unknownIn(field, `${at}.${name}`),
  );
}
