import { afterEach, beforeEach, expect, test } from 'vitest';
import { load } from '../../src/cli/load/load.js';
import { ProgressBar } from '../../src/cli/load/progress-bar.js';
import { createIntake, type Intake } from '../../src/index.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0 });
});
afterEach(() => intake.close());

const options = {
  ...{ key: 'local', series: 2_500, seconds: 1, every: 1 },
  onProgress: () => {},
  signal: new AbortController().signal,
};

test('sends as many series as it was told, and tells how far it is', async () => {
  const shares: number[] = [];

  const figures = await load({
    ...options,
    url: intake.url,
    onProgress: (share) => shares.push(share),
  });

  expect(figures).toMatchObject({ rounds: 1, payloads: 3, points: 2_500, failed: 0, problem: '' });
  expect(intake.series()).toHaveLength(2_500);
  expect(intake.drops()).toEqual([]);
  expect(intake.requests().reduce((sum, { wireBytes }) => sum + wireBytes, 0)).toBe(figures.bytes);
  expect(shares).toEqual([0.4, 0.8, 1]);
});

test('tells what was not taken', async () => {
  intake.respondNext({ status: 503 });

  expect(await load({ ...options, url: intake.url })).toMatchObject({
    failed: 1,
    problem: expect.stringContaining('503'),
  });
});

test('ends when it is told to', async () => {
  const ending = new AbortController();
  const loading = load({ ...options, url: intake.url, seconds: 3_600, signal: ending.signal });
  await intake.waitFor('load.requests_0');
  ending.abort();

  expect((await loading).rounds).toBeLessThanOrEqual(1);
});

test('what is broken off at its end has not failed', async () => {
  intake.respondNext({ hang: true });
  const ending = new AbortController();
  const loading = load({ ...options, url: intake.url, signal: ending.signal });
  await expect.poll(() => intake.state().connections.open).toBe(1);
  ending.abort();

  expect(await loading).toMatchObject({ payloads: 0, failed: 0, problem: '' });
});

test('the bar is drawn in its place, on a terminal only', () => {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  new ProgressBar({ write }).show(0.5, 'x');
  expect(text).toBe('');

  const bar = new ProgressBar({ isTTY: true, write });
  bar.show(0.5, '5 points');
  expect(text).toBe(`\r  ${'█'.repeat(15)}${'░'.repeat(15)} 50 %  5 points\u001b[K`);
});
