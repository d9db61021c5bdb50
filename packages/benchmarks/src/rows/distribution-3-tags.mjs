import { latencies } from '../harness/latencies.mjs';

export const title = 'distribution, 3 literal tags';
export const subjects = ['dogstats', 'datadog-metrics', 'hot-shots', 'trie'];

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.distribution('http.latency', latencies[i & 1023], [
      'method:get',
      'route:/users/:id',
      'status:200',
    ]);
};
