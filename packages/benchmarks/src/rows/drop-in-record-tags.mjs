export const title = 'increment of a hot-shots client, 3 tags as a record';
export const subjects = ['hot-shots-drop-in', 'hot-shots'];
export const base = 'hot-shots';

export const call = (client) => (calls) => {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, { method: 'get', route: '/users/:id', status: '200' });
};
