export type { AggregateName, HistogramChoice } from './aggregate/histogram-aggregates.js';
export {
  ChouetteClient,
  type ChouetteClientOptions,
  type ChouetteStats,
  type ChouetteTags,
  type ChouetteTime,
} from './chouette-client.js';
export type { WriterOptions } from './options.js';
export type { RawRecord, RawType } from './record/raw-record.js';
export type { BareTags } from './record/record-tags.js';
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/redis-client.js';
export type { DistributionAs } from './sink/raw-records.js';
export { RedisSink, type RedisSinkOptions } from './sink/redis-sink.js';
