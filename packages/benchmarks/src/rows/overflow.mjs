export const title = 'increment of a series beyond the bound of 100, 3 tags';
/** The floor has no bound and keeps them all. */
export const subjects = ['dogstats', 'hot-shots-aggregating', 'floor'];
export const base = 'floor';
export const open = { maxContexts: 100 };
export const freshCalls = 50_000;

let next = 0;

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, ['method:get', `user:${next++}`, 'status:200']);
};
