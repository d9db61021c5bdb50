import { createRequire } from 'node:module';
import { defaultEncoding, type EncodingOptions, encodeBatch } from '@dogstats/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAggregator } from '../make-aggregator.js';

interface ObjectSerializer {
  deserialize(data: unknown, type: string, format: string): unknown;
  serialize(data: unknown, type: string, format: string): unknown;
}

// By their files: the index loads every API there is, which takes seconds.
const require = createRequire(import.meta.url);
const { ObjectSerializer: v1 } =
  require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js') as {
    ObjectSerializer: ObjectSerializer;
  };
const { ObjectSerializer: v2 } =
  require('@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/ObjectSerializer.js') as {
    ObjectSerializer: ObjectSerializer;
  };

const modelOf = {
  'series-v1': [v1, 'MetricsPayload'],
  'series-v2': [v2, 'MetricPayload'],
  distributions: [v1, 'DistributionPointsPayload'],
} as const;

const call = fc.record({
  type: fc.constantFrom(
    'increment' as const,
    'gauge' as const,
    'rate' as const,
    'histogram' as const,
    'distribution' as const,
    'set' as const,
  ),
  name: fc.string({ minLength: 1, maxLength: 20 }),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  tags: fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 4 }),
  host: fc.string({ unit: 'binary', maxLength: 10 }),
});

test.each(['v1', 'v2'] as const)(
  'Datadog’s own client reads every payload over %s, and writes the same back',
  (seriesApi) => {
    const encoding: EncodingOptions = { ...defaultEncoding, seriesApi };
    fc.assert(
      fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
        const { aggregator } = makeAggregator();
        for (const { type, name, value, tags, host } of calls) {
          aggregator[type](`m${name}`, value, tags, { host });
        }
        for (const { route, body } of encodeBatch(aggregator.cutAll().points, encoding)) {
          const [serializer, model] = modelOf[route];
          const json = JSON.parse(body.toString());

          const parsed = serializer.deserialize(json, model, '');

          // What a model does not know it marks, up to the root.
          expect(parsed).not.toHaveProperty('_unparsed');
          expect(serializer.serialize(parsed, model, '')).toEqual(json);
        }
      }),
    );
  },
);
