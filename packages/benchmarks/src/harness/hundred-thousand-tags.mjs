const upTo = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Values of three tags; 100 × 100 × 10: a hundred thousand combinations. */
export const customers = upTo(100, (index) => `customer-${index}`);
export const routes = upTo(100, (index) => `/api/v1/route-${index}`);
export const statuses = upTo(10, (index) => `${200 + index}`);

/** The same as whole tags. */
export const customerTags = customers.map((value) => `customer:${value}`);
export const routeTags = routes.map((value) => `route:${value}`);
export const statusTags = statuses.map((value) => `status:${value}`);

/** Three indices for each of the combinations, in random order, the same one in every process. */
export const combinations = shuffled(upTo(100_000, (index) => index)).map((index) => ({
  customer: index % 100,
  route: Math.floor(index / 100) % 100,
  status: Math.floor(index / 10_000),
}));

function shuffled(values) {
  const random = seededRandom(1);
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [values[last], values[other]] = [values[other], values[last]];
  }
  return values;
}

/** From 0 inclusive to 1 exclusive: mulberry32. */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
