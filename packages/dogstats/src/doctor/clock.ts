import { outsideWindow } from '@dogstats/core';
import { formatDuration } from '../format-duration.js';
import { type Check, failed, ok, skipped, unseen, warning } from './check.js';

/** Less can be the network, and the whole seconds of the header. */
const noticeableMs = 60_000;

const remedy = 'set the clock of this machine, best by NTP (timedatectl set-ntp true)';

/** Whether the intake will take the times that this machine gives to points. */
export const clock: Check = {
  name: 'clock',
  run({ answer }) {
    if (answer === undefined) return unseen;
    const theirMs = Date.parse(answer.date ?? '');
    if (Number.isNaN(theirMs)) return skipped('the answer has no Date header');
    const offMs = answer.atMs - theirMs;
    const size = formatDuration(Math.abs(offMs));
    const message = `${size} ${offMs < 0 ? 'behind' : 'ahead of'} that of the intake`;
    if (Math.abs(offMs) < noticeableMs) return ok(message);
    if (outsideWindow(answer.atMs / 1000, theirMs / 1000) !== undefined) {
      return failed(`${message}: it drops every point without a word`, remedy);
    }
    return warning(message, remedy);
  },
};
