/** What clients of other parts of Datadog's API are built from, under the rules of delivery. */
export { type Clock, DogStatsError, systemClock, type Timer } from '@dogstats/core';
export { printable } from './answer-body.js';
export {
  type ApiAnswer,
  ApiConnection,
  type ApiConnectionOptions,
  type ApiRequest,
  defaultApiTimeouts,
} from './api-connection.js';
export { NetworkError } from './delivery-error.js';
export type { TimeoutOptions } from './delivery-options.js';
export { retryAfterMs, secondsMs } from './retry-timing.js';
