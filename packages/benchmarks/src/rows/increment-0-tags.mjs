export const title = 'increment, no tags';

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++) client.increment('http.requests');
};

export const labels = (client) => {
  const requests = client.counter('http_requests', []);
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
