import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { DeliveryReport, MetricPoint } from '@dogstats/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeliveryRig, settledCalls } from '../delivery-rig.js';
import { countPoint, distributionPoint } from '../make-points.js';

/** Thousands in a long run. */
const runs = Number(process.env['DOGSTATS_PROPERTY_RUNS'] ?? 200);

let rig: DeliveryRig;
const rejections: unknown[] = [];
const noteRejection = (reason: unknown): void => void rejections.push(reason);

beforeAll(async () => {
  rig = await DeliveryRig.start();
  process.on('unhandledRejection', noteRejection);
});
afterAll(async () => {
  process.off('unhandledRejection', noteRejection);
  await rig.stop();
});

/** What the far side does with one request. */
type Fault = 202 | 400 | 403 | 413 | 418 | 429 | 500 | 503 | 'reset' | 'accept-then-reset' | 'late';

const fault = fc.constantFrom<Fault>(
  202,
  202,
  202,
  202,
  400,
  403,
  413,
  418,
  429,
  500,
  503,
  'reset',
  'accept-then-reset',
  'late',
);

/** One cut: how much each of a few counts grew in each of two buckets, and some samples. */
const cut = fc.record({
  growth: fc.array(
    fc.record({
      bucket: fc.integer({ min: 0, max: 1 }),
      metric: fc.integer({ min: 0, max: 3 }),
      by: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 6 },
  ),
  samples: fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 4 }),
  /** Whether the last one is settled before this one is made. */
  waits: fc.boolean(),
});

/** How long what was sent may take to be applied, in milliseconds: less than re-sends wait. */
const lateMs = 9_000;

/** A far side that keeps the last value of a series, and adds distributions up. */
class Journal {
  readonly last = new Map<string, number>();
  readonly samples: number[] = [];
  readonly #faults: Fault[];
  readonly #accepted = new Set<string>();
  #late: { readonly dueMs: number; readonly url: string; readonly text: string }[] = [];

  constructor(faults: readonly Fault[]) {
    this.#faults = [...faults];
  }

  readonly fetch = async (to: unknown, init?: { body?: unknown }): Promise<Response> => {
    const url = String(to);
    const text = inflateSync(init?.body as Uint8Array).toString();
    this.applyLate();
    // What goes again after it was accepted goes only once: it has to come through.
    const isAgain = this.#accepted.has(text) && !url.includes('distribution');
    const fault = isAgain ? 202 : (this.#faults.shift() ?? 202);
    if (fault === 202) this.#accepted.add(text);
    if (fault === 202 || fault === 'accept-then-reset') this.#take(url, text);
    if (fault === 'late') {
      this.#late.push({ dueMs: rig.clock.monotonic() + lateMs, url, text });
    }
    if (typeof fault !== 'number') throw Object.assign(new Error(), { code: 'ECONNRESET' });
    return new Response('', { status: fault });
  };

  /** Applies what was sent long ago and looked lost. */
  applyLate(): void {
    const nowMs = rig.clock.monotonic();
    const due = this.#late.filter(({ dueMs }) => dueMs <= nowMs);
    this.#late = this.#late.filter(({ dueMs }) => dueMs > nowMs);
    for (const { url, text } of due) this.#take(url, text);
  }

  #take(url: string, text: string): void {
    for (const { metric, points } of JSON.parse(text).series) {
      for (const point of points) {
        if (url.includes('distribution')) this.samples.push(...point[1]);
        else this.last.set(`${metric}@${point.timestamp}`, point.value);
      }
    }
  }
}

/** Whether there is a spool, and whether the delivery is closed before all of it is settled. */
const survival = fc.constantFrom('none', 'none', 'none', 'spool', 'spool and restart');

test(
  'every call is accepted or dropped, once, whatever the intake does',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { minLength: 1, maxLength: 6 }),
        fc.array(fault, { maxLength: 40 }),
        fc.constantFrom('at-least-once' as const, 'at-most-once' as const),
        survival,
        async (cuts, faults, retry, survival) => {
          const journal = new Journal(faults);
          const dir = mkdtempSync(join(tmpdir(), 'dogstats-'));
          const options = {
            fetch: journal.fetch as typeof globalThis.fetch,
            distributions: { retry },
            spool: survival === 'none' ? undefined : { dir, maxBytes: 1e8 },
          };
          const delivery = rig.open(options);
          const totals = new Map<string, number>();
          const now = Math.floor(rig.clock.now() / 10_000) * 10;
          const given: number[] = [];
          const writes: { calls: number; report: Promise<DeliveryReport> }[] = [];
          let handedOver = 0;

          for (const { growth, samples, waits } of cuts) {
            if (waits) await rig.settle(Promise.all(writes.map((write) => write.report)));
            const points: MetricPoint[] = [];
            let calls = samples.length;
            const grown = new Map<string, { name: string; start: number; samples: number }>();
            for (const { bucket, metric, by } of growth) {
              const name = `m${metric}`;
              const start = now - 10 * bucket;
              const key = `${name}@${start}`;
              totals.set(key, (totals.get(key) ?? 0) + by);
              grown.set(key, { name, start, samples: (grown.get(key)?.samples ?? 0) + 1 });
              calls++;
            }
            for (const [key, { name, start, samples }] of grown) {
              points.push(countPoint(name, start, totals.get(key), samples));
            }
            if (samples.length > 0) points.push(distributionPoint('d', now, samples));
            given.push(...samples);
            handedOver += calls;
            writes.push({ calls, report: rig.write(delivery, points) });
            const { accepted, retained, dropped } = delivery.stats();
            expect(accepted + retained + sum(dropped)).toBe(handedOver);
          }
          const restarts = survival === 'spool and restart';
          if (restarts) await delivery.close();
          const reports = await rig.settle(Promise.all(writes.map((write) => write.report)));
          const left = reports.reduce((all, report) => all + (report.retained ?? 0), 0);
          const heir = restarts ? rig.open(options) : delivery;
          await rig.settleAdopted(heir, left);
          // What was sent again is in by then.
          await rig.clock.advance(lateMs);
          journal.applyLate();
          await rig.clock.advance(11_000);
          while (rig.clock.attempts > 0) await new Promise(setImmediate);

          for (const [index, report] of reports.entries()) {
            expect(settledCalls(report) + (report.retained ?? 0)).toBe(writes[index]?.calls);
          }
          const own = delivery.stats();
          expect([own.accepted + sum(own.dropped), own.retained]).toEqual([
            handedOver - left,
            left,
          ]);
          const { adopted } = heir.stats();
          expect([adopted.accepted + sum(adopted.dropped), adopted.retained]).toEqual([left, 0]);
          const dropped = { own: sum(own.dropped), adopted: sum(adopted.dropped) };
          // Nothing unrecorded and nothing twice: no value is above the one that was handed over, and
          // it is that very one when nothing was given up.
          for (const [key, value] of journal.last) {
            expect(value).toBeLessThanOrEqual(totals.get(key) ?? -1);
          }
          const anyDropped = dropped.own + dropped.adopted > 0;
          if (!anyDropped) expect(journal.last).toEqual(totals);
          const duplicated =
            own.possiblyDuplicated + (restarts ? heir.stats().possiblyDuplicated : 0);
          if (retry === 'at-most-once') expect(duplicated).toBe(0);
          if (duplicated === 0) expect(journal.samples.length).toBeLessThanOrEqual(given.length);
          if (duplicated === 0 && !anyDropped) {
            expect(journal.samples.toSorted()).toEqual(given.toSorted());
          }
          await Promise.all([delivery.close(), heir.close()]);
          rmSync(dir, { recursive: true });
        },
      ),
      { numRuns: runs },
    );
    expect(rejections).toEqual([]);
  },
  60_000 + 300 * runs,
);

function sum(dropped: DeliveryReport['dropped']): number {
  return Object.values(dropped).reduce((all, calls) => all + calls, 0);
}
