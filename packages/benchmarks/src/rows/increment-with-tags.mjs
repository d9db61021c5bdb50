import * as literal from './increment-3-tags.mjs';

export const title = 'increment within withTags(), 3 literal tags';
export const subjects = ['dogstats', 'trie'];

export const call = (client) => {
  const increment = literal.call(client);
  if (client.withTags === undefined) return increment;
  return (calls) => client.withTags({ tenant: 'a' }, () => increment(calls));
};
