import { dogStats } from '../global.js';
import { flushAtEnd } from './flush-at-end.js';
import type { FlushHookOptions } from './hooks.js';

/** The part of an HTTP response that is needed here. */
interface Endable {
  // biome-ignore lint/suspicious/noExplicitAny: the overloads of ServerResponse.end().
  end: (...parameters: any[]) => any;
}

/**
 * Wraps an HTTP handler of Google Cloud Functions, or of Cloud Run with CPU on demand: what it
 * recorded is flushed before the response ends, since the processor is taken away afterwards.
 */
export function flushBeforeEnd<Request, Response extends Endable, Rest extends unknown[], Result>(
  handler: (request: Request, response: Response, ...rest: Rest) => Result,
  options: FlushHookOptions = {},
): (request: Request, response: Response, ...rest: Rest) => Result {
  return function flushing(this: unknown, request, response, ...rest) {
    const { end } = response;
    let isEnding = false;
    response.end = (...parameters) => {
      if (!isEnding) {
        isEnding = true;
        void flushAtEnd(options.dogStats ?? dogStats, undefined, options).then(() => {
          response.end = end;
          end.apply(response, parameters);
        });
      }
      return response;
    };
    return handler.call(this, request, response, ...rest);
  };
}
