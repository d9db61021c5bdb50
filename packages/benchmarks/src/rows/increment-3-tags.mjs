export const title = 'increment, 3 literal tags';

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, ['method:get', 'route:/users/:id', 'status:200']);
};

export const labels = (client) => {
  const requests = client.counter('http_requests', ['method', 'route', 'status']);
  return (calls) => {
    for (let i = 0; i < calls; i++)
      requests.inc({ method: 'get', route: '/users/:id', status: '200' }, 1);
  };
};

export const handle = (client) => {
  const increment = client.counter();
  return (calls) => {
    for (let i = 0; i < calls; i++) increment(1);
  };
};
