import * as tags from '../harness/thousand-tags.mjs';

export const title = 'increment, 1,000 series';

export const call = (client) => (calls) => {
  const { combinations, methodTags, routeTags, statusTags } = tags;
  for (let i = 0; i < calls; i++) {
    const { method, route, status } = combinations[i % 1000];
    client.increment('http.requests', 1, [
      methodTags[method],
      routeTags[route],
      statusTags[status],
    ]);
  }
};

export const labels = (client) => {
  const { combinations, methods, routes, statuses } = tags;
  const requests = client.counter('http_requests', ['method', 'route', 'status']);
  return (calls) => {
    for (let i = 0; i < calls; i++) {
      const { method, route, status } = combinations[i % 1000];
      requests.inc({ method: methods[method], route: routes[route], status: statuses[status] }, 1);
    }
  };
};

export const handle = (client) => {
  const handles = tags.combinations.map(() => client.counter());
  return (calls) => {
    for (let i = 0; i < calls; i++) handles[i % 1000](1);
  };
};
