import { expect, test, vi } from 'vitest';
import { FollowedMetrics } from '../../src/cli/tail/followed-metrics.js';
import * as bars from '../../src/cli/tail/sparkline.js';
import { tableScreen } from '../../src/cli/tail/tail-screen.js';

test('of thousands of names only what is seen is drawn, and only when it changed', () => {
  const made = vi.spyOn(bars, 'sparkline');
  let drawn = 0;
  const terminal = { columns: 80, rows: 13, write: () => drawn++ };
  const screen = tableScreen(terminal);
  const metrics = new FollowedMetrics([]);
  const change = (first: number, count: number, value: number): void => {
    const views = Array.from({ length: count }, (_, index) => {
      const name = `m${String(first + index).padStart(4, '0')}`;
      const told = {
        key: `s ${name}`,
        name,
        kind: 'count',
        contexts: 1,
        width: 10,
        from: 0,
        lastAt: 10,
      } as const;
      return { ...told, times: [0, 10], lines: [[1, value]] };
    });
    screen.show(metrics.update(views), metrics);
  };
  change(0, 5_000, 2);
  expect([made.mock.calls.length, drawn]).toEqual([10, 1]);

  change(4_000, 100, 3);
  expect([made.mock.calls.length, drawn]).toEqual([10, 1]);

  change(9, 100, 4);
  expect([made.mock.calls.length, drawn]).toEqual([11, 2]);

  metrics.remove('s m0000');
  screen.show([], metrics);
  expect([made.mock.calls.length, drawn]).toEqual([12, 3]);
});
