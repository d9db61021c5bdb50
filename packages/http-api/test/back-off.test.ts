import { expect, test } from 'vitest';
import { BackOff } from '../src/back-off.js';
import { BackOffError } from '../src/errors.js';
import { makeRig } from './rig.js';

/** The round of a request, if it would go out. */
function ask(backOff: BackOff): number | undefined {
  try {
    return backOff.enter();
  } catch (error) {
    expect(error).toBeInstanceOf(BackOffError);
    return undefined;
  }
}

test("dogapi's sequence: three timeouts, silence, one try, three timeouts again", () => {
  let nowMs = 0;
  const backOff = new BackOff(3, 300, { monotonic: () => nowMs });
  const seen: string[] = [];
  const step = (outcome: 'timeout' | 'answer'): void => {
    const round = ask(backOff);
    if (round === undefined) return void seen.push('refused');
    if (outcome === 'timeout') backOff.timedOut(round);
    else backOff.answered(round);
    seen.push(outcome);
  };

  for (let index = 0; index < 5; index++) step('timeout');
  nowMs += 300_000;
  step('timeout');
  nowMs += 1;
  for (let index = 0; index < 4; index++) step('timeout');

  expect(seen).toEqual([
    'timeout',
    'timeout',
    'timeout',
    'refused',
    'refused',
    'refused',
    'timeout',
    'timeout',
    'timeout',
    'refused',
  ]);
});

test('an answer begins the count anew', () => {
  const backOff = new BackOff(2, 300, { monotonic: () => 0 });

  for (let index = 0; index < 10; index++) {
    backOff.timedOut(backOff.enter());
    backOff.answered(backOff.enter());
  }

  expect(ask(backOff)).toBeDefined();
});

test('the period counts from the first refusal, and is told', () => {
  let nowMs = 0;
  const backOff = new BackOff(1, 300, { monotonic: () => nowMs });
  backOff.timedOut(backOff.enter());
  nowMs = 1_000_000;

  expect(() => backOff.enter()).toThrow('the next one may go in 300 s');
  nowMs += 100_500;
  expect(() => backOff.enter()).toThrow('the next one may go in 200 s');
});

test('what began before the silence neither ends it nor counts after it', () => {
  let nowMs = 0;
  const backOff = new BackOff(2, 300, { monotonic: () => nowMs });
  const [first, second, ...late] = Array.from({ length: 5 }, () => backOff.enter());
  backOff.timedOut(first as number);
  backOff.timedOut(second as number);

  backOff.answered(late[0] as number);
  expect(() => backOff.enter()).toThrow('2 requests in a row');
  backOff.answered(late[1] as number);
  expect(() => backOff.enter()).toThrow('2 requests in a row');
  nowMs = 300_001;
  const timeouts = [backOff.enter(), backOff.enter()];
  backOff.timedOut(late[2] as number);
  for (const round of timeouts) {
    expect(ask(backOff)).toBeDefined();
    backOff.timedOut(round);
  }

  backOff.answered(late[2] as number);
  expect(ask(backOff)).toBeUndefined();
});

test.each(['silence', 'half'] as const)(
  'an answer of which there is only %s counts: dogapi began anew with each',
  async (fault) => {
    const { server, api } = await makeRig({ timeoutMs: 100, retry: { attempts: 0 } });
    server.answers.push({ fault }, { fault }, { fault });

    for (let index = 0; index < 3; index++) {
      await expect(api.addTags('h', 'a')).rejects.toMatchObject({ code: 'ERR_TIMEOUT' });
    }

    const before = server.arrivals.length;
    await expect(api.addTags('h', 'a')).rejects.toMatchObject({ code: 'ERR_BACK_OFF' });
    expect(server.arrivals).toHaveLength(before);
  },
);

test('refused connections and answers of 500 do not count', async () => {
  const { server, api } = await makeRig({ maxTimeouts: 1, retry: { attempts: 0 } });

  for (let index = 0; index < 3; index++) {
    await expect(api.hostTags('h')).rejects.toMatchObject({ status: 500 });
  }
  server.answers.push({ fault: 'reset' }, { json: { tags: [] } });
  await expect(api.hostTags('h')).rejects.toMatchObject({ code: 'ERR_NETWORK' });

  expect(await api.hostTags('h')).toEqual([]);
});
