import { dogstats } from './subjects/dogstats.mjs';
import { floor } from './subjects/floor.mjs';
import { official } from './subjects/official.mjs';

/** Those who read back, by name. */
export const subjects = {
  dogstats: { title: '@dogstats/query', run: dogstats(true) },
  'without prefetch': { title: '@dogstats/query, `prefetch: false`', run: dogstats(false) },
  official: { title: '@datadog/datadog-api-client, one window after the other', run: official },
  floor: { title: 'floor: fetch and JSON.parse, one window after the other', run: floor },
};
