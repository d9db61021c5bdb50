import { MemorySink } from '@dogstats/core/testing';
import { createIntake } from '@dogstats/intake';
import { DogStats } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';
import { makeDogStats, missing } from './make-dog-stats.js';
import { ScriptedSink } from './scripted-sink.js';

function value(sink: MemorySink, metric: string, tags: string[] = []): unknown {
  return sink.held(`dogstats.client.${metric}`, tags).map(({ state }) => state);
}

test('what the client did is sent behind the user’s metrics', async () => {
  const sink = new MemorySink();
  const { dogStats } = makeDogStats({ sink, telemetry: true, prefix: 'shop', tags: ['env:test'] });
  dogStats.increment('orders');
  dogStats.increment('orders');
  dogStats.gauge('bad', Number.NaN);
  await dogStats.flush();
  dogStats.increment('orders');
  await dogStats.flush();

  // Whole values of one bucket: the first flush had not been accepted when it was cut.
  expect(value(sink, 'recorded')).toEqual([{ sum: 4 }]);
  expect(value(sink, 'accepted')).toEqual([{ sum: 2 }]);
  expect(value(sink, 'dropped', ['reason:invalid_value', 'env:test'])).toEqual([{ sum: 1 }]);
  expect(value(sink, 'retained')).toEqual([{ value: 1 }]);
  expect(value(sink, 'contexts')).toEqual([{ value: 1 }]);
});

test('it is in no report and in no account', async () => {
  const plain = makeDogStats({ sink: new MemorySink() });
  const told = makeDogStats({ sink: new MemorySink(), telemetry: true });
  const results = [];
  for (const { dogStats } of [plain, told]) {
    dogStats.increment('m', 2);
    dogStats.histogram('h', 1);
    results.push(await dogStats.flush(), await dogStats.flush(), dogStats.stats());
  }

  expect(results.slice(3)).toEqual(results.slice(0, 3));
});

test('without anything else to send, nothing is sent', async () => {
  const sink = new MemorySink();
  const { dogStats, clock } = makeDogStats({ sink, telemetry: true });
  await clock.advance(60_000);
  await dogStats.flush();

  expect(sink.writes).toBe(0);
});

test('a refusal of the whole batch costs the user’s calls and nothing else', async () => {
  const sink = new ScriptedSink();
  const { dogStats } = makeDogStats({ sink, telemetry: true });
  dogStats.increment('m');
  const flushing = dogStats.flush();
  sink.drop('refused');

  expect(await flushing).toMatchObject({ ok: false, accepted: 0, dropped: { refused: 1 } });
  expect(missing(dogStats.stats())).toBe(0);
});

test('it goes to Datadog in the same request', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const dogStats = new DogStats();
  dogStats.start({ env: { DD_URL: intake.url }, telemetry: true, autoFlush: false });
  onTestFinished(async () => void (await dogStats.close()));
  for (let call = 0; call < 5; call++) dogStats.increment('m');

  const patient = { timeoutMs: 30_000 };
  expect(await dogStats.flush(patient)).toMatchObject({ ok: true, accepted: 5 });
  expect(intake.requests()).toHaveLength(1);
  expect(intake.total('dogstats.client.recorded')).toBe(5);
  dogStats.increment('m');
  expect(await dogStats.flush(patient)).toMatchObject({ ok: true, accepted: 1 });
  expect(intake.total('dogstats.client.recorded')).toBe(6);
  expect(intake.total('dogstats.client.accepted')).toBe(5);
});
