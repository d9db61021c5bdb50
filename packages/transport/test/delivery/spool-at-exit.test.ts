import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';
import {
  advanceUntil,
  dir,
  expectBalance,
  files,
  open,
  outage,
  rig,
  until,
  useSpool,
} from './spool-rig.js';

useSpool();

describe('close()', () => {
  test('leaves what is undelivered, and the next sink takes it over at once', async () => {
    const delivery = open();
    const writes = await outage(delivery, [5, 8]);

    await delivery.close();

    const reports = await Promise.all(writes);
    expect(reports.map(({ retained, dropped }) => [retained, dropped])).toEqual([
      [1, {}],
      [1, {}],
    ]);
    expectBalance(delivery, 2);
    rig.intake.otherwise = 202;
    const next = open();
    await advanceUntil(() => next.stats().adopted.accepted === 2);
    expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
    await next.close();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('writes down what has had no failure yet, and what is in flight', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 1, 7)]);
    await rig.intake.untilArrivals(1);

    await delivery.close();

    expect(await writing).toMatchObject({ accepted: 0, retained: 7, dropped: {} });
    expect(files()).toHaveLength(1);
  });

  test('is heard by an aborted signal, too', async () => {
    rig.intake.otherwise = 503;
    const delivery = open();
    const closing = new AbortController();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 1, 7)], closing.signal);
    await until(() => files().length === 1);

    closing.abort();

    expect(await writing).toMatchObject({ retained: 7, dropped: {} });
  });
});

describe('saveNow()', () => {
  test('writes everything before it returns: what waits, what is being read, and more', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = open();
    const inFlight = rig.write(delivery, [countPoint('a', rig.bucket, 1, 1)]);
    await rig.intake.untilArrivals(1);
    const beingRead = rig.write(delivery, countPoints(20_001, rig.bucket - 10));

    const unsaved = delivery.saveNow([countPoint('c', rig.bucket - 20, 1, 4)]);

    expect(unsaved).toBe(0);
    expect(delivery.stats().spool?.samples).toBe(1 + 20_001 + 4);
    expectBalance(delivery, 20_006);
    rig.intake.otherwise = 202;
    await delivery.close();
    await Promise.all([inFlight, beingRead]);
    const next = open();
    await advanceUntil(() => next.stats().adopted.accepted === 20_006);
    expect(rig.intake.lastValues.size).toBe(20_003);
  });

  test('may be called again: nothing is there twice, and nothing empty', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = open();
    const beingRead = rig.write(delivery, countPoints(1_000, rig.bucket));
    delivery.saveNow([countPoint('b', rig.bucket - 10)]);
    const { spool } = delivery.stats();

    expect(delivery.saveNow()).toBe(0);

    expect(delivery.stats().spool).toEqual(spool);
    expect(spool).toMatchObject({ samples: 1_001 });
    await delivery.close();
    expect(await beingRead).toMatchObject({ retained: 1_000 });
  });

  test.each([
    ['half written', '.tmp'],
    ['all but written', '.payload'],
  ])('what is %s in the background is there once for the next process', async (_, end) => {
    const named = (): string[] =>
      existsSync(dir) ? readdirSync(dir, { recursive: true, encoding: 'utf8' }) : [];
    rig.intake.otherwise = 503;
    const delivery = open();
    const writing = rig.write(delivery, [distributionPoint('d', rig.bucket, [1, 2])]);
    while (!named().some((name) => name.endsWith(end))) await new Promise(setImmediate);

    expect(delivery.saveNow()).toBe(0);

    expect(files()).toHaveLength(1);
    await until(() => delivery.stats().spool?.pending === 0);
    expect(files()).toHaveLength(1);
    expect(delivery.stats()).toMatchObject({ retained: 2, spool: { files: 1, samples: 2 } });
    expect(delivery.stats().errors.join()).not.toContain('spool');
    rig.intake.otherwise = 202;
    expect((await rig.settle(writing)).accepted).toBe(2);
    expect(files()).toEqual([]);
  });

  test('changes nothing for a process that goes on', async () => {
    rig.intake.script.push('hang');
    const delivery = open({ timeouts: { connectMs: 1e6, headersMs: 1e6, totalMs: 5_000 } });
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 1, 1)]);
    await rig.intake.untilArrivals(1);

    delivery.saveNow();
    await rig.clock.advance(5_000);

    expect((await rig.settle(writing)).accepted).toBe(1);
    expect(files()).toEqual([]);
  });

  test('leaves out distributions in flight that must not go twice, and says so', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = open({ distributions: { retry: 'at-most-once' } });
    const writing = rig.write(delivery, [distributionPoint('d', rig.bucket, [1, 2, 3])]);
    await rig.intake.untilArrivals(1);

    expect(delivery.saveNow()).toBe(3);
    expect(files()).toEqual([]);
    await delivery.close();
    expect((await writing).dropped).toEqual({ shutdown: 3 });
  });

  test('does nothing without a spool', async () => {
    rig.intake.otherwise = 'hang';
    const delivery = rig.open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 1, 2)]);
    await rig.intake.untilArrivals(1);

    expect(delivery.saveNow([countPoint('b', rig.bucket)])).toBe(2);
    await delivery.close();
    await writing;
  });
});
