import { openHotShots } from '../harness/open-hot-shots.mjs';

export const title = 'hot-shots';
export const door = 'call';

export const open = ({ udpPort }) => openHotShots(udpPort, {});
