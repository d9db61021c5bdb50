import { StatsD } from 'dogstats/compat/hot-shots';
import { openHotShots } from '../harness/open-hot-shots.mjs';

export const title = 'dogstats/compat/hot-shots';
export const door = 'call';

/** Takes part only in rows that ask for it: it stands beside the original. */
export const onRequest = true;

export const open = ({ udpPort }) => openHotShots(udpPort, {}, StatsD);
