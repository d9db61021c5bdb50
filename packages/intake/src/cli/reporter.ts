import { payloadLine, refusalLine, startBanner } from '../banner.js';
import type { DogstatsdView } from '../dogstatsd/dogstatsd-door.js';
import { isLoopback } from '../http/host-name.js';
import type { IntakeRequest } from '../requests/intake-request.js';

/** Tells on standard output what goes on. */
export interface Reporter {
  started(intake: Started): void;
  request(request: IntakeRequest): void;
}

export interface Started {
  readonly url: string;
  readonly host: string;
  /** Whether keys are configured; they are never printed. */
  readonly keyed: boolean;
  readonly dogstatsd: DogstatsdView | undefined;
}

/** Nothing. */
export const silentReporter: Reporter = { started: () => {}, request: () => {} };

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
  };
}

/** For programs: a line of JSON when it listens, and one for each payload. */
export function jsonReporter(print: (line: string) => void): Reporter {
  return {
    started: ({ url, host, keyed, dogstatsd }) =>
      print(
        JSON.stringify({
          event: 'listening',
          ...{ url, host, keyed, pid: process.pid },
          ...(dogstatsd && { dogstatsd: dogstatsd.url, socketPath: dogstatsd.socketPath }),
        }),
      ),
    request: (request) => print(JSON.stringify({ event: 'request', ...request })),
  };
}
