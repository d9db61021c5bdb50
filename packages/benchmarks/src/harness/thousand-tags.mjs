const upTo = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Values of three tags, ten of each: a thousand combinations. */
export const methods = upTo(10, (index) => `method-${index}`);
export const routes = upTo(10, (index) => `/route/${index}`);
export const statuses = upTo(10, (index) => `${200 + index}`);

/** The same as whole tags. */
export const methodTags = methods.map((value) => `method:${value}`);
export const routeTags = routes.map((value) => `route:${value}`);
export const statusTags = statuses.map((value) => `status:${value}`);

/** Three indices for each of the combinations, in an order without a pattern. */
export const combinations = shuffled(1000).map((index) => ({
  method: index % 10,
  route: Math.floor(index / 10) % 10,
  status: Math.floor(index / 100),
}));

function shuffled(count) {
  const order = upTo(count, (index) => index);
  // 387 has no factor in common with 1,000: each index turns up once.
  return order.map((index) => (index * 387) % count);
}
