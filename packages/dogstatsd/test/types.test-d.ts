// Types that users rely on. `npm run check` compiles this, and fails on a line that should not compile and does.
import { Buffer } from 'node:buffer';
import type { Sink } from '@dogstats/core';
import {
  DogStatsdSink,
  type DogStatsdSinkOptions,
  encodeMessage,
  type Message,
  parseMessage,
} from '@dogstats/dogstatsd';
import { expectTypeOf } from 'vitest';

const sink = new DogStatsdSink({ url: 'udp://localhost:8125', env: undefined });
expectTypeOf(sink).toExtend<Sink>();
expectTypeOf<DogStatsdSink['mode']>().toEqualTypeOf<'add'>();
expectTypeOf<DogStatsdSinkOptions['timestamps']>().toEqualTypeOf<boolean | undefined>();
// @ts-expect-error hot-shots' name is another
new DogStatsdSink({ port: 8125 });
// @ts-expect-error one of four
new DogStatsdSink({ cardinality: 'huge' });

// A message is told apart by its kind, and a metric by its type.
const message = parseMessage(Buffer.from('a:1|c'));
expectTypeOf(message).toEqualTypeOf<Message>();
// @ts-expect-error events have no values
void message.values;
if (message.kind === 'metric') {
  if (message.type === 's') expectTypeOf(message.values).toEqualTypeOf<readonly [string]>();
  else expectTypeOf(message.values).toEqualTypeOf<readonly number[]>();
}
expectTypeOf(encodeMessage(message)).toEqualTypeOf<Buffer>();
// @ts-expect-error a text is none yet
encodeMessage('a:1|c');
