export { encodeMessage } from './encode/encode-message.js';
export type {
  AlertType,
  Cardinality,
  CheckStatus,
  EventMessage,
  EventPriority,
  Message,
  MetricMessage,
  NumberMessage,
  NumberType,
  Origin,
  ServiceCheckMessage,
  SetMessage,
} from './message/message.js';
export { DatagramError } from './parse/datagram-error.js';
export { parseDatagram, parseMessage } from './parse/parse-datagram.js';
export { SendError } from './sink/channel.js';
export { detectOrigin } from './sink/detect-origin.js';
export { DogStatsdSink } from './sink/dogstatsd-sink.js';
export type { DogStatsdSinkOptions } from './sink/sink-options.js';
