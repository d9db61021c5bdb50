import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';
import {
  advanceUntil,
  dir,
  expectBalance,
  files,
  kill,
  open,
  outage,
  rig,
  until,
  useSpool,
} from './spool-rig.js';

useSpool();

describe('a payload', () => {
  test('is on disk after its first failed attempt, and off it once accepted', async () => {
    rig.intake.script.push(503);
    const delivery = open();
    const writing = rig.write(delivery, [countPoint('a', rig.bucket, 5, 5)]);
    await until(() => delivery.stats().spool?.files === 1);

    expect(delivery.stats()).toMatchObject({ retained: 5, spool: { files: 1, samples: 5 } });
    expect(delivery.stats().spool?.bytes).toBe(statSync(files()[0] ?? '').size);
    expect((await rig.settle(writing)).accepted).toBe(5);
    expect(files()).toEqual([]);
    expect(delivery.stats().spool).toEqual({ files: 0, bytes: 0, samples: 0, pending: 0 });
    expectBalance(delivery, 5);
  });

  test('that is accepted at once never touches the disk', async () => {
    const delivery = open();

    await rig.write(delivery, [countPoint('a', rig.bucket)]);

    expect(existsSync(dir)).toBe(false);
  });

  test('that waits behind others in an outage is on disk, too', async () => {
    const delivery = open();
    const writes = await outage(delivery, [1, 2, 3, 4, 5, 6, 7]);

    expect(rig.intake.arrivals.length).toBeLessThan(7);
    rig.intake.otherwise = 202;
    await rig.settle(Promise.all(writes));
    expect(files()).toEqual([]);
    expectBalance(delivery, 7);
  });

  test('is in a file that only its owner can read, without key and address', async () => {
    const delivery = open();
    void (await outage(delivery, [1]));
    const [file = ''] = files();

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'latin1') + file).not.toContain(rig.apiKey);
    expect(readFileSync(file, 'latin1') + file).not.toContain('127.0.0.1');
  });

  test('that is divided stays on disk until its last part is settled', async () => {
    rig.intake.script.push(503, 413);
    rig.intake.otherwise = ({ metrics }) => (metrics.includes('m3') ? 503 : 202);
    const delivery = open();
    const writing = rig.write(delivery, countPoints(4, rig.bucket));
    await until(() => delivery.stats().spool?.files === 1);
    await advanceUntil(() => delivery.stats().accepted > 0);

    expect(files()).toHaveLength(1);
    rig.intake.otherwise = 202;
    expect((await rig.settle(writing)).accepted).toBe(4);
    await until(() => files().length === 0);
  });
});

describe('distributions', () => {
  test('that may go at most once are off the disk while they are sent', async () => {
    const onDisk: number[] = [];
    rig.intake.otherwise = () => {
      onDisk.push(files().length);
      return onDisk.length < 3 ? 503 : 202;
    };
    const delivery = open({ distributions: { retry: 'at-most-once' } });
    const writing = rig.write(delivery, [distributionPoint('d', rig.bucket, [1, 2])]);
    await until(() => files().length === 1);

    expect((await rig.settle(writing)).accepted).toBe(2);
    expect(onDisk).toEqual([0, 0, 0]);
  });

  test('that were adopted count as possibly duplicated, since their process may have sent them', async () => {
    rig.intake.otherwise = 503;
    const dead = open();
    void rig.write(dead, [distributionPoint('d', rig.bucket, [1, 2])]);
    await until(() => files().length === 1);
    await kill(dead);
    rig.intake.otherwise = 202;

    const delivery = open();
    await advanceUntil(() => delivery.stats().adopted.accepted === 2);

    expect(delivery.stats().possiblyDuplicated).toBe(2);
  });
});

describe('bounds', () => {
  test('a full queue moves its oldest payloads to disk, and loads them again to send them', async () => {
    rig.intake.otherwise = 503;
    const delivery = open({ queue: { maxBytes: 500 } });
    const writes = Array.from({ length: 30 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 10 * index, index)]),
    );
    await until(() => delivery.stats().spool?.files === 30 && delivery.stats().queuedBytes <= 500);

    expect(delivery.stats()).toMatchObject({ retained: 30, dropped: {} });
    rig.intake.otherwise = 202;
    const reports = await rig.settle(Promise.all(writes));
    expect(reports.every((report) => report.accepted === 1)).toBe(true);
    expect(rig.intake.lastValues.size).toBe(30);
    expect(files()).toEqual([]);
    expectBalance(delivery, 30);
  });

  test('a full spool gives up its oldest files: those only there are dropped', async () => {
    rig.intake.otherwise = 503;
    const probe = open();
    void (await outage(probe, [1]));
    const bytes = probe.stats().spool?.bytes ?? 0;
    await probe.close();
    rmSync(dir, { recursive: true });
    const delivery = open({ queue: { maxBytes: 300 } }, 10.5 * bytes);
    const writes = Array.from({ length: 30 }, (_, index) =>
      rig.write(delivery, [countPoint('a', rig.bucket - 300 + 10 * index)]),
    );
    await until(() => delivery.stats().retained <= 13 && delivery.stats().queuedBytes <= 300);

    expect(delivery.stats().spool?.bytes).toBeLessThanOrEqual(10.5 * bytes);
    expectBalance(delivery, 30);
    rig.intake.otherwise = 202;
    const reports = await rig.settle(Promise.all(writes));
    expect(reports.at(-1)?.accepted).toBe(1);
    expectBalance(delivery, 30);
  });
});

describe('G22 when the disk fails', () => {
  test.each([
    ['the folder is a file', (): void => writeFileSync(dir, ''), 'ENOTDIR|EEXIST'],
    [
      'a part of its path is a file',
      (): void => writeFileSync(join(dir, '..', 'f'), ''),
      'ENOTDIR',
    ],
  ])(
    '%s: delivery goes on from memory, with one error that says so',
    async (_name, breakIt, code) => {
      breakIt();
      rig.intake.script.push(503, 503);
      const delivery =
        code === 'ENOTDIR'
          ? open({ spool: { dir: join(dir, '..', 'f', 'g'), maxBytes: 1e8 } })
          : open();
      const writing = rig.write(delivery, [countPoint('a', rig.bucket)]);
      await until(() => delivery.stats().errors.some((error) => error.message.includes('spool')));

      expect(
        delivery
          .stats()
          .errors.map((error) => error.message)
          .join(),
      ).toMatch(new RegExp(`the spool in .* can't be used: (${code}).*goes on from memory`));
      expect((await rig.settle(writing)).accepted).toBe(1);
      expectBalance(delivery, 1);
    },
  );

  test('the folder is deleted meanwhile: delivery goes on, and later there is a new one', async () => {
    const delivery = open();
    const writes = await outage(delivery, [1]);
    rmSync(dir, { recursive: true });
    writes.push(rig.write(delivery, [countPoint('b', rig.bucket)]));
    await until(() => delivery.stats().errors.some((error) => error.message.includes('ENOENT')));

    await advanceUntil(() => files().length > 0);
    rig.intake.otherwise = 202;
    const reports = await rig.settle(Promise.all(writes));

    expect(reports.map((report) => report.accepted)).toEqual([1, 1]);
    expectBalance(delivery, 2);
  });
});
