import * as tags from '../harness/thousand-tags.mjs';

export const title = 'increment, 1,000 series, tags built by templates';

export const call = (client) => (calls) => {
  const { combinations, methods, routes, statuses } = tags;
  for (let i = 0; i < calls; i++) {
    const { method, route, status } = combinations[i % 1000];
    client.increment('http.requests', 1, [
      `method:${methods[method]}`,
      `route:${routes[route]}`,
      `status:${statuses[status]}`,
    ]);
  }
};
