import { createRequire } from 'node:module';
import { windowsOf, writeLines } from '../windows.mjs';

// By their files: the index loads every API there is.
const require = createRequire(import.meta.url);
const {
  createConfiguration,
} = require('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js');
const {
  BaseServerConfiguration,
} = require('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js');
const {
  MetricsApi,
} = require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/MetricsApi.js');

/** Datadog's own client, one window after the other, and the least code that makes CSV of its answers. */
export async function official({ url, from, to, text, interval }, destination) {
  const api = new MetricsApi(
    createConfiguration({
      baseServer: new BaseServerConfiguration(url, {}),
      authMethods: { apiKeyAuth: 'local', appKeyAuth: 'local' },
    }),
  );
  for (const window of windowsOf(from, to)) {
    const queries = [{ dataSource: 'metrics', query: text, name: 'q0' }];
    const attributes = { ...window, interval: interval * 1_000, queries };
    const body = { data: { type: 'timeseries_request', attributes } };
    const { data } = await api.queryTimeseriesData({ body });
    const { times, values, series } = data.attributes;
    const tags = series.map(({ groupTags }) => groupTags[0]);
    await writeLines({ times, values, tags }, destination);
  }
}
