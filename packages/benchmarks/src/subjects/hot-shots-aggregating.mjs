import { openHotShots } from '../harness/open-hot-shots.mjs';

export const title = 'hot-shots, aggregating';
export const door = 'call';

// As many contexts as ours, so that a row overflows for both or for neither.
export const open = ({ udpPort, maxContexts = 50_000 }) =>
  openHotShots(udpPort, { aggregation: { maxContexts } });
