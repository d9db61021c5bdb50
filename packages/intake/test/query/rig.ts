import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, read } from '../client.js';

export let intake: Intake;

/** Opens one intake for all tests of a file, and empties it before each. */
export function useIntake(): void {
  beforeAll(async () => {
    intake = await createIntake({ port: 0, clock });
  });
  beforeEach(() => intake.reset());
  afterAll(() => intake.close());
}

/** A multiple of every interval that is used here. */
export const start = Math.floor(now / 600) * 600 - 1_800;
export const gauge = 3;
export const count = 1;
export const rate = 2;

export interface Line {
  readonly scope: string;
  readonly interval: number;
  readonly pointlist: [number, number][];
}

/** Lines of a query as `scope → values by the second since the start`. */
export async function ask(
  query: string,
  seconds = 60,
): Promise<Record<string, Record<number, number>>> {
  const parameters = new URLSearchParams({ from: `${start}`, to: `${start + seconds}`, query });
  const { status, json, text } = await read(intake, `/api/v1/query?${parameters}`);
  expect(status, text).toBe(200);
  const { series } = json as { series: Line[] };
  return Object.fromEntries(
    series.map(({ scope, pointlist }) => [
      scope,
      Object.fromEntries(pointlist.map(([at, value]) => [at / 1_000 - start, value])),
    ]),
  );
}

export const at = (...points: [number, number][]): [number, number][] =>
  points.map(([second, value]) => [start + second, value]);
