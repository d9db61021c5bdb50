import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countPoint } from '../make-points.js';
import {
  advanceUntil,
  dir,
  expectBalance,
  files,
  kill,
  open,
  outage,
  renameInto,
  rig,
  useSpool,
} from './spool-rig.js';

useSpool();

describe('what a dead process left', () => {
  test('is delivered by the next one, in order and under an account of its own', async () => {
    const dead = open();
    void (await outage(dead, [5, 8]));
    await kill(dead);
    rig.intake.otherwise = 202;
    const before = rig.intake.arrivals.length;

    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.accepted === 2);

    const values = rig.intake.arrivals
      .slice(before)
      .map(({ text }) => /"value":(\d+)/.exec(text)?.[1]);
    expect(values).toEqual(['5', '8']);
    expect(rig.intake.lastValues.get(`a@${rig.bucket}`)).toBe(8);
    expectBalance(delivery, 0, 2);
  });

  test('goes twice, since an earlier attempt of its process may still be applied', async () => {
    const dead = open();
    void (await outage(dead, [8]));
    await kill(dead);
    rig.intake.otherwise = 202;
    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.accepted === 1);
    const before = rig.intake.arrivals.length;

    await rig.clock.advance(10_000);
    await rig.intake.untilArrivals(before + 1);

    expect(rig.intake.arrivals.at(-1)?.text).toContain('"value":8');
    expectBalance(delivery, 0, 1);
  });

  test('goes before later cuts of its bucket, and newer buckets go before it', async () => {
    const dead = open();
    void (await outage(dead, [5]));
    await kill(dead);
    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.retained === 1);
    const before = rig.intake.arrivals.length;
    const later = rig.write(delivery, [countPoint('a', rig.bucket, 8)]);
    rig.intake.otherwise = 202;
    await rig.settle(later);

    const values = rig.intake.arrivals
      .slice(before)
      .filter(({ accepted }) => accepted)
      .map(({ text }) => /"value":(\d+)/.exec(text)?.[1]);
    expect(values.slice(0, 2)).toEqual(['5', '8']);
    // Both go once more, in their order, and may be between the two just now.
    await advanceUntil(() => rig.intake.lastValues.get(`a@${rig.bucket}`) === 8);
  });

  test('expires as everything else does, and is counted', async () => {
    const dead = open();
    void (await outage(dead, [5, 8]));
    await kill(dead);
    await rig.clock.advance(57 * 60_000);

    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.dropped.too_old === 2);

    expectBalance(delivery, 0, 2);
  });

  test('is not sent where it is damaged, and what was being written is removed', async () => {
    const dead = open();
    void (await outage(dead, [5, 8]));
    await kill(dead);
    const [broken = ''] = files().filter((file) => file.includes('-999999999-'));
    writeFileSync(broken, readFileSync(broken).subarray(0, -1));
    writeFileSync(join(broken, '..', 'x.payload.tmp'), 'half');
    rig.intake.otherwise = 202;

    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.dropped.spool_lost === 1);
    await advanceUntil(() => delivery.stats().adopted.accepted === 1);

    expect(readdirSync(dir, { recursive: true }).join()).not.toContain('.tmp');
    expect(existsSync(broken)).toBe(false);
    expectBalance(delivery, 0, 2);
  });

  test('of another machine is taken over when its heartbeat is over two minutes old', async () => {
    const dead = open();
    void (await outage(dead, [5]));
    for (const name of readdirSync(dir)) renameInto(name, name.replace(/^[^-]+/, 'elsewhere.any'));
    const foreign = readdirSync(dir).find((name) => name.startsWith('elsewhere')) ?? '';
    rig.intake.otherwise = 202;
    await dead.close();
    rmSync(join(dir, foreign, 'heartbeat'));
    writeFileSync(join(dir, foreign, 'heartbeat'), '');
    // The clock of the test stands somewhere else than that of the machine.
    const { utimesSync } = await import('node:fs');
    utimesSync(join(dir, foreign, 'heartbeat'), rig.clock.now() / 1000, rig.clock.now() / 1000);

    const delivery = open();
    await rig.clock.advance(100_000);
    expect(existsSync(join(dir, foreign))).toBe(true);
    await rig.clock.advance(60_000);

    await advanceUntil(() => !existsSync(join(dir, foreign)));
    await advanceUntil(() => delivery.stats().adopted.retained === 0);
  });

  test('is not sent by a process that was stopped so long that another one took over', async () => {
    const stopped = open();
    const writes = await outage(stopped, [5, 8]);
    const [own = ''] = readdirSync(dir);
    const elsewhere = join(dir, '..', 'taken-over');
    renameSync(join(dir, own), elsewhere);
    rig.intake.otherwise = 202;
    const before = rig.intake.arrivals.length;

    rig.clock.stall(300_000);
    const reports = await rig.settle(Promise.all(writes));

    expect(reports.map(({ dropped }) => dropped)).toEqual([{ spool_lost: 1 }, { spool_lost: 1 }]);
    expect(rig.intake.arrivals).toHaveLength(before);
    expectBalance(stopped, 2);
  });

  test('of a process that still runs stays where it is', async () => {
    const living = open();
    const writes = await outage(living, [5]);
    rig.intake.otherwise = 202;
    const other = open();

    await rig.settle(Promise.all(writes));

    expect(other.stats().adopted).toEqual({ accepted: 0, retained: 0, dropped: {} });
  });
});
