import { payloadLine, refusalLine, startBanner } from '../banner.js';
import type { DogstatsdView } from '../dogstatsd/dogstatsd-door.js';
import { isLoopback } from '../http/host-name.js';
import type { IntakeRequest } from '../requests/intake-request.js';

/** Tells on standard output what goes on. */
export interface Reporter {
  started(intake: Started): void;
  request(request: IntakeRequest): void;
  /** What goes on in the background. */
  notice(notice: string): void;
}

export interface Started {
  readonly url: string;
  readonly host: string;
  /** Whether keys are configured; they are never printed. */
  readonly keyed: boolean;
  readonly dogstatsd: DogstatsdView | undefined;
  /** Where points are handed on to, without credentials. */
  readonly remoteWrite: string | undefined;
}

/** Nothing but notices, on standard error. */
export const silentReporter: Reporter = {
  started: () => {},
  request: () => {},
  notice: (notice) => console.error(`intake: ${notice}`),
};

/** For people: the env line, the first payload, and each kind of refusal once. */
export function textReporter(print: (line: string) => void): Reporter {
  let accepted = false;
  const refusals = new Set<string>();
  return {
    started: (started) => print(startBanner({ ...started, loopback: isLoopback(started.host) })),
    request(request) {
      const kind = `${request.status} ${request.path}`;
      if (request.errors.length > 0 && !refusals.has(kind)) {
        refusals.add(kind);
        print(refusalLine(request));
      } else if (request.status === 202 && !accepted) {
        accepted = true;
        print(payloadLine(request));
      }
    },
    notice: (notice) => print(`    ${notice}`),
  };
}

/** For programs: a line of JSON when it listens, and one for each payload. */
export function jsonReporter(print: (line: string) => void): Reporter {
  return {
    started: ({ url, host, keyed, dogstatsd, remoteWrite }) =>
      print(
        JSON.stringify({
          event: 'listening',
          ...{ url, host, keyed, pid: process.pid },
          ...(dogstatsd && { dogstatsd: dogstatsd.url, socketPath: dogstatsd.socketPath }),
          remoteWrite,
        }),
      ),
    request: (request) => print(JSON.stringify({ event: 'request', ...request })),
    notice: (message) => print(JSON.stringify({ event: 'notice', message })),
  };
}
