import type { Link } from './link.js';

/**
 * From a worker of `node:cluster`, by messages between processes. A worker is kept alive by its own
 * channel, whether anybody listens or not.
 */
export const processLink: Link = {
  // A pipe takes more than that at once, and what it took arrives, though the process ends.
  lastBytes: 128 * 1024,

  send(message) {
    try {
      if (process.send === undefined || !process.connected) return false;
      // With a callback an error of the channel is no event that could end the process.
      process.send(message, undefined, {}, () => {});
      return true;
    } catch {
      return false;
    }
  },

  listen(onMessage, onGone) {
    const listen = (message: unknown): void => onMessage(message);
    process.on('message', listen);
    process.once('disconnect', onGone);
    return () => {
      process.off('message', listen);
      process.off('disconnect', onGone);
    };
  },
};
