import type { IncomingMessage } from 'node:http';

const played = new WeakMap<IncomingMessage, string>();

/** Notes the name of the fault that is played on a request, for the log of requests. */
export function notePlayed(incoming: IncomingMessage, name: string): void {
  played.set(incoming, name);
}

/** The fault played on a request, as a field of its log entry; nothing when there is none. */
export function playedOn(incoming: IncomingMessage): { fault?: string } {
  const fault = played.get(incoming);
  return fault === undefined ? {} : { fault };
}
