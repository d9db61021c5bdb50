import { latencies } from '../harness/latencies.mjs';

export const title = 'histogram, 3 literal tags';

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.histogram('http.duration', latencies[i & 1023], [
      'method:get',
      'route:/users/:id',
      'status:200',
    ]);
};

export const labels = (client) => {
  const duration = client.histogram('http_duration', ['method', 'route', 'status']);
  return (calls) => {
    for (let i = 0; i < calls; i++)
      duration.observe({ method: 'get', route: '/users/:id', status: '200' }, latencies[i & 1023]);
  };
};

export const handle = (client) => {
  const observe = client.histogram();
  return (calls) => {
    for (let i = 0; i < calls; i++) observe(latencies[i & 1023]);
  };
};
