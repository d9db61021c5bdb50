import { afterEach, beforeEach, expect } from 'vitest';
import {
  createIntake,
  type Intake,
  type IntakeOptions,
  type RemoteWriteOptions,
  type RemoteWriteStats,
} from '../../src/index.js';
import { now } from '../client.js';
import { FakeStore } from './fake-store.js';

export let store: FakeStore;
export let intake: Intake;
export let notices: string[];
let seconds: number;

/** A store, and an intake that hands on to it, for each test of a file. */
export function useStore(): void {
  beforeEach(async () => {
    seconds = now;
    notices = [];
    store = await FakeStore.open();
    await open();
  });
  afterEach(async () => {
    await intake.close();
    await store.close();
  });
}

/** Lets time pass on the clock of the intake. */
export function passSeconds(passed: number): void {
  seconds += passed;
}

export async function open(
  remoteWrite: Partial<RemoteWriteOptions> = {},
  options: IntakeOptions = {},
): Promise<void> {
  await (intake as Intake | undefined)?.close();
  intake = await createIntake({
    port: 0,
    clock: { now: () => seconds * 1_000 },
    random: () => 0,
    onNotice: (notice) => notices.push(notice),
    remoteWrite: { url: store.url, ...remoteWrite },
    ...options,
  });
}

export const stats = (): RemoteWriteStats => intake.remoteWrite?.stats() as RemoteWriteStats;
export const flush = (): Promise<void> => intake.remoteWrite?.flush() as Promise<void>;

/** What every sample came to: nothing is unaccounted for. */
export function expectAccount(account: Partial<RemoteWriteStats>): void {
  const { taken, sent, queued, dropped } = stats();
  expect(stats()).toMatchObject(account);
  expect(sent + queued + dropped.reduce((sum, { count }) => sum + count, 0)).toBe(taken);
}
