import { Delivery } from './delivery.js';
import type { HttpSinkOptions } from './http-sink-options.js';
import { resolveOptions } from './resolve-options.js';

/**
 * The sink that sends to Datadog, or to whatever speaks its HTTP API.
 *
 * ```ts
 * const sink = new HttpSink({ apiKey: () => readSecret('datadog'), site: 'datadoghq.eu' });
 * ```
 */
export class HttpSink extends Delivery {
  /** @throws {DogStatsError} `ERR_OPTIONS`; the message lists everything that is wrong. */
  constructor(options: HttpSinkOptions) {
    super(resolveOptions(options));
  }
}
