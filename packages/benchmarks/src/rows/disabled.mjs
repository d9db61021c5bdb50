export const title = 'increment while disabled, 3 literal tags';
export const subjects = ['dogstats', 'empty'];
export const base = 'empty';
export const open = { disabled: true };

/**
 * A call site that has seen this many classes looks the method up each time and inlines none: what
 * does nothing would otherwise be optimised away, loop and all.
 */
const manyClasses = Array.from(
  { length: 16 },
  (_, index) =>
    class {
      increment() {
        return index;
      }
    },
);

export const call = (client) => {
  for (let round = 0; round < 200; round++) {
    for (const Other of manyClasses) incrementOften(new Other(), 10);
  }
  return (calls) => incrementOften(client, calls);
};

function incrementOften(client, calls) {
  for (let i = 0; i < calls; i++)
    client.increment('http.requests', 1, ['method:get', 'route:/users/:id', 'status:200']);
}
