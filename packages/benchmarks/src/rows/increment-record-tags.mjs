export const title = 'increment, 3 tags as a record';

/** Subjects that take tags as a record. */
export const subjects = ['dogstats', 'hot-shots', 'hot-shots-aggregating', 'floor', 'trie'];

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, { method: 'get', route: '/users/:id', status: '200' });
};
