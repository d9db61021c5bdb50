/**
 * What a metric means, and so how its samples aggregate within a bucket.
 *
 * A *timing* is a histogram; an *increment* is a count.
 */
export type MetricType = 'count' | 'gauge' | 'rate' | 'histogram' | 'set' | 'distribution';
