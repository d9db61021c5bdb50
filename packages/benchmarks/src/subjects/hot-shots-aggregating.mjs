import { openHotShots } from '../harness/open-hot-shots.mjs';

export const title = 'hot-shots, aggregating';
export const door = 'call';

// As many contexts as ours, so that no row overflows.
export const open = ({ udpPort }) =>
  openHotShots(udpPort, { aggregation: { maxContexts: 50_000 } });
