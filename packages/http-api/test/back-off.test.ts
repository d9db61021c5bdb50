import { expect, test } from 'vitest';
import { BackOff } from '../src/back-off.js';
import { BackOffError } from '../src/errors.js';
import { makeRig } from './rig.js';

/** Whether a request would go out. */
function asks(backOff: BackOff): boolean {
  try {
    backOff.enter();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(BackOffError);
    return false;
  }
}

test("dogapi's sequence: three timeouts, silence, one try, three timeouts again", () => {
  let nowMs = 0;
  const backOff = new BackOff(3, 300, { monotonic: () => nowMs });
  const seen: string[] = [];
  const step = (outcome: 'timeout' | 'answer'): void => {
    if (!asks(backOff)) return void seen.push('refused');
    if (outcome === 'timeout') backOff.timedOut();
    else backOff.answered();
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
    backOff.enter();
    backOff.timedOut();
    backOff.enter();
    backOff.answered();
  }

  expect(asks(backOff)).toBe(true);
});

test('the period counts from the first refusal, and is told', () => {
  let nowMs = 0;
  const backOff = new BackOff(1, 300, { monotonic: () => nowMs });
  backOff.timedOut();
  nowMs = 1_000_000;

  expect(() => backOff.enter()).toThrow('the next one may go in 300 s');
  nowMs += 100_500;
  expect(() => backOff.enter()).toThrow('the next one may go in 200 s');
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
