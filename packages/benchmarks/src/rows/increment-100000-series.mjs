import * as tags from '../harness/hundred-thousand-tags.mjs';

export const title = 'increment, 100,000 series';
export const open = { maxContexts: 200_000 };

const count = tags.combinations.length;

/** Calls after which every series is known; before, they would be misses. */
export const fillCalls = count;

// Each call of a loop goes on where the one before ended: none would come round on its own.

export const call = (client) => {
  const { combinations, customerTags, routeTags, statusTags } = tags;
  let next = 0;
  return (calls) => {
    for (let i = 0; i < calls; i++) {
      next = (next + 1) % count;
      const { customer, route, status } = combinations[next];
      client.increment('http.requests', 1, [
        customerTags[customer],
        routeTags[route],
        statusTags[status],
      ]);
    }
  };
};

export const labels = (client) => {
  const { combinations, customers, routes, statuses } = tags;
  const requests = client.counter('http_requests', ['customer', 'route', 'status']);
  let next = 0;
  return (calls) => {
    for (let i = 0; i < calls; i++) {
      next = (next + 1) % count;
      const { customer, route, status } = combinations[next];
      requests.inc(
        { customer: customers[customer], route: routes[route], status: statuses[status] },
        1,
      );
    }
  };
};

export const handle = (client) => {
  const handles = tags.combinations.map(() => client.counter());
  let next = 0;
  return (calls) => {
    for (let i = 0; i < calls; i++) {
      next = (next + 1) % count;
      handles[next](1);
    }
  };
};
