import * as tags from '../harness/hundred-thousand-tags.mjs';

const { combinations, customers, routes, statuses, customerTags, routeTags, statusTags } = tags;

export const contexts = combinations.length;

/** Counts once in each series; the strings are ones that the service holds anyway. */
export const shared = {
  call: (client) => () => {
    for (const { customer, route, status } of combinations)
      client.increment('http.requests', 1, [
        customerTags[customer],
        routeTags[route],
        statusTags[status],
      ]);
  },
  labels: (client) => {
    const requests = client.counter('http_requests', ['customer', 'route', 'status']);
    return () => {
      for (const { customer, route, status } of combinations)
        requests.inc({
          customer: customers[customer],
          route: routes[route],
          status: statuses[status],
        });
    };
  },
};

/** The same with strings that are made for each call, so that who keeps them has to hold them. */
export const fresh = {
  call: (client) => () => {
    for (const { customer, route, status } of combinations)
      client.increment('http.requests', 1, [
        `customer:customer-${customer}`,
        `route:/api/v1/route-${route}`,
        `status:${200 + status}`,
      ]);
  },
  labels: (client) => {
    const requests = client.counter('http_requests', ['customer', 'route', 'status']);
    return () => {
      for (const { customer, route, status } of combinations)
        requests.inc({
          customer: `customer-${customer}`,
          route: `/api/v1/route-${route}`,
          status: `${200 + status}`,
        });
    };
  },
};
