import type { SinkStats } from '@dogstats/core';
import { createIntake } from '@dogstats/intake';
import { DogStatsError } from 'dogstats';
import { expect, onTestFinished, test } from 'vitest';
import { makeDogStats } from './make-dog-stats.js';
import { runProgram } from './run-program.js';
import { ScriptedSink } from './scripted-sink.js';

/** A sink whose attempts fail as often as the test says. */
class FailingSink extends ScriptedSink {
  failures = 0;
  error = new DogStatsError('ERR_NETWORK', 'POST https://intake failed: ENOTFOUND (check DNS)');

  stats(): SinkStats {
    const errors = this.failures === 0 ? [] : [this.error];
    return { accepted: 0, retained: 0, dropped: {}, errors, failures: this.failures };
  }
}

test('an outage is told at its first failure, at each tenfold, and when it is over', async () => {
  const sink = new FailingSink();
  const { dogStats, clock, messages } = makeDogStats({ sink, autoFlush: false });
  for (let call = 0; call < 214; call++) dogStats.increment('m');
  void dogStats.flush({ timeoutMs: 10 });
  for (let second = 1; second <= 192; second++) {
    sink.failures = second;
    await clock.advance(1000);
  }
  sink.failures = 0;
  await clock.advance(1000);
  expect(messages).toHaveLength(3);
  sink.accept();
  await clock.advance(1000);

  const why = 'POST https://intake failed: ENOTFOUND (check DNS)';
  expect(messages).toEqual([
    `DS104: ${why}. Holding 214 samples; delivery goes on trying.`,
    `DS104: still no delivery after 10 attempts in 10 s: ${why}. Holding 214 samples, 0 dropped so far.`,
    `DS104: still no delivery after 100 attempts in 1 min 40 s: ${why}. Holding 214 samples, 0 dropped so far.`,
    'DS105: delivery is back after 3 min 13 s: 214 samples accepted late, 0 dropped.',
  ]);
});

test('what failed once and then worked is told to onError, not to the log', async () => {
  const sink = new FailingSink();
  const errors: Error[] = [];
  const { dogStats, messages } = makeDogStats({ sink, onError: (error) => errors.push(error) });
  dogStats.increment('m');
  const flushing = dogStats.flush();
  const next = sink.pending.shift();
  next?.resolve({ accepted: 1, dropped: {}, possiblyDuplicated: 0, errors: [sink.error] });
  await flushing;

  expect(messages).toEqual([]);
  expect(errors).toEqual([sink.error]);
});

test('one that comes and goes is told once a minute', async () => {
  const sink = new FailingSink();
  const { clock, messages } = makeDogStats({ sink, autoFlush: false });
  for (let second = 0; second < 60; second++) {
    sink.failures = 1 - (second % 2);
    await clock.advance(1000);
  }

  expect(messages.map((message) => message.slice(0, 5))).toEqual(['DS104', 'DS105']);
});

test('a refused key has a code of its own', async () => {
  const sink = new FailingSink();
  sink.error = Object.assign(new DogStatsError('ERR_HTTP_STATUS', 'answered 403'), { status: 403 });
  sink.failures = 1;
  const { clock, messages } = makeDogStats({ sink });
  await clock.advance(1000);

  expect(messages).toEqual(['DS102: answered 403. Holding 0 samples; delivery goes on trying.']);
});

test('a real outage is told on stderr, its end too, and the key never', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output } = runProgram(
    `dogStats.start({ apiKey: 'CANARY0123456789', retry: { baseDelayMs: 1500, maxDelayMs: 3000 }, random: () => 0.99 });
     dogStats.increment('m', 5);
     await dogStats.flush({ timeoutMs: 10_000 });`,
    { env: { DD_URL: intake.url } },
  );
  intake.respondNext({ status: 503, body: 'no CANARY0123456789 today' });

  expect(await ended).toEqual({ code: 0, signal: null });
  const lines = output.stderr
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg as string);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^DS104: POST \S+ answered 503: .+ Holding 1 sample; /);
  expect(lines[1]).toMatch(/^DS105: delivery is back after .+: 1 sample accepted late, 0 dropped/);
  expect(output.stderr).not.toContain('CANARY');
  expect(intake.total('m')).toBe(5);
});
