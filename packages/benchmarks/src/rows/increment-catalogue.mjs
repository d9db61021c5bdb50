import { defineMetrics } from 'dogstats/catalogue';
import * as record from './increment-record-tags.mjs';

export const title = 'increment of a catalogue, 3 tags as a record';
export const subjects = ['dogstats', 'trie'];
export const open = { isShared: true };

const metrics = defineMetrics({
  'http.requests': { type: 'count', tags: ['method', 'route', 'status'] },
});

export const call = (client) => record.call(client.child === undefined ? client : metrics);
