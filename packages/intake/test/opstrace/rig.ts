import { afterEach, beforeEach } from 'vitest';
import { createIntake, type Intake, type OpstraceOptions } from '../../src/index.js';
import { type Reply, send } from '../client.js';

/** The second of the samples in Opstrace's own tests. */
export const now = 1_610_030_002;
export const clock = { now: () => now * 1_000 };
export const seriesPath = '/api/v1/series';
export const checkPath = '/api/v1/check_run';
export const tenants = { acme: ['acme-key'], beta: ['beta-key'] };

export let intake: Intake;

export const open = async (opstrace: Partial<OpstraceOptions> = {}): Promise<void> => {
  await intake?.close();
  intake = await createIntake({ port: 0, clock, tenants, compat: 'opstrace', opstrace });
};

/** Opens an intake that speaks the API of Opstrace for each test of a file. */
export function useOpstrace(): void {
  beforeEach(() => open());
  afterEach(() => intake.close());
}

/** As an Agent sends it: with the key in the query. */
export const post = (
  path: string,
  body: string | Buffer | object,
  headers: Record<string, string> = {},
  key = 'acme-key',
): Promise<Reply> =>
  send(
    intake,
    `${path}?api_key=${key}`,
    typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : (body as string),
    { 'dd-api-key': '', ...headers },
  );
export const fragment = {
  metric: 'a.b',
  points: [[now, 1]],
  tags: ['x:1'],
  host: 'h',
  type: 'gauge',
};
export const one = (points: unknown, more: object = {}): object => ({
  series: [{ ...fragment, ...more, points }],
});
export const invalid = 'bad request: error while translating body: invalid JSON doc: ';
export const ok = { status: 202, text: '{"status": "ok"}' };
export const held = (): [number, number][] =>
  intake
    .tenant('acme')
    .series()
    .flatMap(({ points }) => points.map((p): [number, number] => [p.timestamp, p.value]));
