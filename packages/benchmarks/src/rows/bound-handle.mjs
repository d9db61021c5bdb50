export const title = 'increment of a bound handle, 3 tags';
export const subjects = ['dogstats', 'prom-client', 'handle'];
export const base = 'handle';

export const call = (client) => {
  const requests = client.counter('http.requests', [
    'method:get',
    'route:/users/:id',
    'status:200',
  ]);
  return (calls) => {
    for (let i = 0; i < calls; i++) requests.increment();
  };
};

export const labels = (client) => {
  const counter = client.counter('http_requests', ['method', 'route', 'status']);
  const requests = counter.labels({ method: 'get', route: '/users/:id', status: '200' });
  return (calls) => {
    for (let i = 0; i < calls; i++) requests.inc();
  };
};

export const handle = (client) => {
  const increment = client.counter();
  return (calls) => {
    for (let i = 0; i < calls; i++) increment(1);
  };
};
