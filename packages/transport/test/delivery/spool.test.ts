import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeliveryReport } from '@dogstats/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery, DeliveryOptions } from '../../src/delivery.js';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint, countPoints, distributionPoint } from '../make-points.js';

let rig: DeliveryRig;
let dir: string;
beforeEach(async () => {
  rig = await DeliveryRig.start();
  dir = join(mkdtempSync(join(tmpdir(), 'dogstats-')), 'spool');
});
afterEach(async () => {
  await rig.stop();
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

function open(options: Partial<DeliveryOptions> = {}, maxBytes = 1e8): Delivery {
  return rig.open({ spool: { dir, maxBytes }, ...options });
}

/** Paths of all finished files. */
function files(): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.payload'))
    .map((name) => join(dir, name));
}

/** Lets what needs real I/O, but no time, happen. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Lets time pass until something holds. */
async function advanceUntil(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(setImmediate);
    if (!holds()) await rig.step();
  }
}

/** recorded = accepted + retained + dropped, and the same for what was adopted. */
function expectBalance(delivery: Delivery, recorded: number, adopted = 0): void {
  const stats = delivery.stats();
  for (const [figures, calls] of [
    [stats, recorded],
    [stats.adopted, adopted],
  ] as const) {
    const dropped = Object.values(figures.dropped).reduce((sum, calls) => sum + calls, 0);
    expect(figures.accepted + figures.retained + dropped).toBe(calls);
  }
}

/** Ends a delivery, and leaves its directory as it would be after kill -9. */
async function kill(delivery: Delivery): Promise<void> {
  const [name = ''] = readdirSync(dir);
  renameInto(name, name.replace(/-\d+-(\d+-[0-9a-f]{8})$/, '-999999999-$1'));
  await delivery.close();
  for (const left of readdirSync(dir)) {
    if (!left.includes('-999999999-')) rmSync(join(dir, left), { recursive: true });
  }
}

function renameInto(from: string, to: string): void {
  mkdirSync(join(dir, to), { mode: 0o700 });
  for (const name of readdirSync(join(dir, from))) {
    writeFileSync(join(dir, to, name), readFileSync(join(dir, from, name)));
  }
}

/** Writes while the intake is down, and waits until it is all on disk. */
async function outage(
  delivery: Delivery,
  values: readonly number[],
): Promise<Promise<DeliveryReport>[]> {
  rig.intake.otherwise = 503;
  const writes = values.map((value) => rig.write(delivery, [countPoint('a', rig.bucket, value)]));
  await until(() => delivery.stats().spool?.files === values.length);
  return writes;
}

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
    expect(spool).toMatchObject({ files: 2, samples: 1_001 });
    await delivery.close();
    expect(await beingRead).toMatchObject({ retained: 1_000 });
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
