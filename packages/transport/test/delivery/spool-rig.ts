import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeliveryReport } from '@dogstats/core';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Delivery, DeliveryOptions } from '../../src/delivery.js';
import { DeliveryRig } from '../delivery-rig.js';
import { countPoint } from '../make-points.js';

/** A rig whose deliveries keep in a folder what they can't send: both are made anew for each test. */
export let rig: DeliveryRig;
export let dir: string;

export function useSpool(): void {
  beforeEach(async () => {
    rig = await DeliveryRig.start();
    dir = join(mkdtempSync(join(tmpdir(), 'dogstats-')), 'spool');
  });
  afterEach(async () => {
    await rig.stop();
    rmSync(join(dir, '..'), { recursive: true, force: true });
  });
}

export function open(options: Partial<DeliveryOptions> = {}, maxBytes = 1e8): Delivery {
  return rig.open({ spool: { dir, maxBytes }, ...options });
}

/** Paths of all finished files. */
export function files(): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.payload'))
    .map((name) => join(dir, name));
}

/** Lets what needs real I/O, but no time, happen. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Lets time pass until something holds. */
export async function advanceUntil(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise(setImmediate);
    if (!holds()) await rig.step();
  }
}

/** recorded = accepted + retained + dropped, and the same for what was adopted. */
export function expectBalance(delivery: Delivery, recorded: number, adopted = 0): void {
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
export async function kill(delivery: Delivery): Promise<void> {
  const [name = ''] = readdirSync(dir);
  renameInto(name, name.replace(/-\d+-(\d+-[0-9a-f]{8})$/, '-999999999-$1'));
  await delivery.close();
  for (const left of readdirSync(dir)) {
    if (!left.includes('-999999999-')) rmSync(join(dir, left), { recursive: true });
  }
}

export function renameInto(from: string, to: string): void {
  mkdirSync(join(dir, to), { mode: 0o700 });
  for (const name of readdirSync(join(dir, from))) {
    writeFileSync(join(dir, to, name), readFileSync(join(dir, from, name)));
  }
}

/** Writes while the intake is down, and waits until it is all on disk. */
export async function outage(
  delivery: Delivery,
  values: readonly number[],
): Promise<Promise<DeliveryReport>[]> {
  rig.intake.otherwise = 503;
  const writes = values.map((value) => rig.write(delivery, [countPoint('a', rig.bucket, value)]));
  await until(() => delivery.stats().spool?.files === values.length);
  return writes;
}
