export const title = 'increment of a series not seen before, 3 tags';
export const subjects = ['dogstats', 'datadog-metrics', 'prom-client', 'floor', 'trie'];
export const base = 'floor';

/** Calls before the subject is opened anew: within the bounds that ours has by default. */
export const freshCalls = 45_000;

let next = 0;

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, ['method:get', `user:${next++}`, 'status:200']);
};

export const labels = (client) => {
  const requests = client.counter('http_requests', ['method', 'user', 'status']);
  return (calls) => {
    for (let i = 0; i < calls; i++)
      requests.inc({ method: 'get', user: `${next++}`, status: '200' }, 1);
  };
};
