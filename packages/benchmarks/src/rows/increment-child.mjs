import * as literal from './increment-3-tags.mjs';

export const title = 'increment of a child with prefix and tag, 3 literal tags';
export const subjects = ['dogstats', 'trie'];

export const call = (client) =>
  literal.call(client.child === undefined ? client : client.child({ prefix: 'shop', tags: ['a'] }));
