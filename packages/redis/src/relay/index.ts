export type { AggregateName, HistogramChoice } from '../aggregate/histogram-aggregates.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from '../redis/redis-client.js';
export type { DrainReport } from './drain-report.js';
export { RedisRelay, type RelayAccount } from './redis-relay.js';
export type { RedisRelayOptions } from './relay-options.js';
