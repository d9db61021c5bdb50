export {
  type ApiKey,
  type BreakerState,
  Delivery,
  type DeliveryOptions,
  type DeliveryStats,
  type DistributionOptions,
  defaultDeliveryOptions,
  defaultSpoolBytes,
  HttpStatusError,
  NetworkError,
  type QueueOptions,
  type RetryOptions,
  type SpoolingStats,
  type SpoolOptions,
  type TimeoutOptions,
} from './delivery.js';
export { HttpSink } from './http-sink.js';
export { type HttpSinkOptions, httpSinkOptionsSchema } from './http-sink-options.js';
export {
  type ApiKeyCheck,
  checkApiKey,
  defaultSite,
  type Endpoint,
  type EndpointOptions,
  knownSites,
  resolveEndpoint,
} from './site.js';
