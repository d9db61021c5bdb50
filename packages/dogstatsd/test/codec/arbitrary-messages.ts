import fc from 'fast-check';
import type {
  EventMessage,
  Message,
  MetricMessage,
  Origin,
  ServiceCheckMessage,
} from '../../src/index.ts';

/** Any text, those that try to be something else among them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('|', '\n', '\r', '#', ',', ':', '@', '_e{', '_sc|', 'm:', 'é', '日', 'a'),
    )
    .map((parts) => parts.join('')),
);

/** A text that the wire carries unchanged, whatever part of a message it is. */
const plainText = fc.stringMatching(/^[A-Za-zé日😀0-9._/-]{1,20}$/u);

const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

function origin(text: fc.Arbitrary<string>) {
  return {
    containerId: optional(text),
    externalData: optional(text),
    cardinality: optional(fc.constantFrom('none', 'low', 'orchestrator', 'high')),
  } satisfies { [F in keyof Required<Origin>]: fc.Arbitrary<Origin[F]> };
}

const finite = fc
  .oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -999, max: 999 }).map((cents) => cents / 100),
  )
  // The wire has no -0.
  .map((value) => value + 0);
const seconds = fc.integer({ min: 1, max: 4_000_000_000 });
const sampleRate = fc.oneof(
  fc.constant(1),
  fc.double({ min: 0, max: 1, minExcluded: true, noNaN: true }),
);

function metric(text: fc.Arbitrary<string>): fc.Arbitrary<MetricMessage> {
  const shared = {
    kind: fc.constant('metric' as const),
    name: text,
    tags: fc.array(text, { maxLength: 4 }),
    sampleRate,
    ...origin(text),
  };
  const values = fc.array(finite, { minLength: 1, maxLength: 4 });
  return fc.oneof(
    fc.record({
      ...shared,
      values,
      type: fc.constantFrom('c', 'g'),
      timestamp: optional(seconds),
    }),
    fc.record({
      ...shared,
      values,
      type: fc.constantFrom('ms', 'h', 'd'),
      timestamp: fc.constant(undefined),
    }),
    fc.record({
      ...shared,
      values: fc.tuple(text),
      type: fc.constant('s'),
      timestamp: fc.constant(undefined),
    }),
  );
}

function event(text: fc.Arbitrary<string>): fc.Arbitrary<EventMessage> {
  return fc.record({
    kind: fc.constant('event' as const),
    title: text,
    text: fc.oneof(
      text,
      fc.tuple(text, text).map((lines) => lines.join('\n')),
    ),
    timestamp: optional(seconds),
    host: optional(text),
    aggregationKey: optional(text),
    priority: optional(fc.constantFrom('normal', 'low')),
    source: optional(text),
    alertType: optional(fc.constantFrom('error', 'warning', 'info', 'success')),
    tags: fc.array(text, { maxLength: 4 }),
    ...origin(text),
  });
}

function serviceCheck(text: fc.Arbitrary<string>): fc.Arbitrary<ServiceCheckMessage> {
  return fc.record({
    kind: fc.constant('service_check' as const),
    name: text,
    status: fc.constantFrom(0, 1, 2, 3),
    timestamp: optional(seconds),
    host: optional(text),
    tags: fc.array(text, { maxLength: 4 }),
    message: optional(fc.oneof(text, fc.constant('m: two\nlines'))),
    ...origin(text),
  });
}

function message(text: fc.Arbitrary<string>): fc.Arbitrary<Message> {
  return fc.oneof(metric(text), event(text), serviceCheck(text));
}

/** Messages that come back from the wire as they were. */
export const plainMessage: fc.Arbitrary<Message> = message(plainText);

/** Messages made of anything. */
export const hostileMessage: fc.Arbitrary<Message> = message(
  hostileText.filter((text) => text !== ''),
);
