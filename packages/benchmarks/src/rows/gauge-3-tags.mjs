export const title = 'gauge, 3 literal tags';

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.gauge('queue.depth', i & 1023, ['queue:mail', 'region:eu', 'shard:7']);
};

export const labels = (client) => {
  const depth = client.gauge('queue_depth', ['queue', 'region', 'shard']);
  return (calls) => {
    for (let i = 0; i < calls; i++)
      depth.set({ queue: 'mail', region: 'eu', shard: '7' }, i & 1023);
  };
};

export const handle = (client) => {
  const set = client.gauge();
  return (calls) => {
    for (let i = 0; i < calls; i++) set(i & 1023);
  };
};
