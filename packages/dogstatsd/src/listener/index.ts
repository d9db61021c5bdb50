export { AgentAggregator, type AgentAggregatorOptions } from './agent-aggregator.js';
export type {
  AgentDrops,
  AgentEvent,
  AgentFlush,
  AgentSeries,
  AgentServiceCheck,
} from './agent-flush.js';
export {
  DogStatsdListener,
  type ListenerOptions,
  type ListenerStats,
} from './dogstatsd-listener.js';
export type { AgentAggregate, AgentHistogramOptions } from './histogram.js';
export type { UdpOptions } from './udp-receiver.js';
