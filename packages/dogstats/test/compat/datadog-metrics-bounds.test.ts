import { expect, onTestFinished, test, vi } from 'vitest';
import { Aggregator } from '../../src/compat/datadog-metrics/aggregator.js';
import { Counter, Gauge, Histogram } from '../../src/compat/datadog-metrics/metrics.js';

function silenceConsole() {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  return said;
}

test('beyond its points it takes no more, and makes up no series of nothing', () => {
  const said = silenceConsole();
  const aggregator = new Aggregator([], { series: 10, points: 3 });
  for (const value of [1, 2, 3, 4]) aggregator.addPoint(Counter, 'a', value, [], '', undefined);
  aggregator.addPoint(Histogram, 'b', 5, [], '', undefined);

  expect(aggregator.flush().map(({ metric, points }) => [metric, points[0]?.[1]])).toEqual([
    ['a', 6],
  ]);
  expect(said).toHaveBeenCalledTimes(1);
});

test('beyond its series it goes on with those that it has', () => {
  silenceConsole();
  const aggregator = new Aggregator([], { series: 1, points: 10 });
  aggregator.addPoint(Gauge, 'a', 1, [], '', undefined);
  aggregator.addPoint(Gauge, 'b', 2, [], '', undefined);
  aggregator.addPoint(Gauge, 'a', 3, [], '', undefined);

  expect(aggregator.flush().map(({ metric, points }) => [metric, points[0]?.[1]])).toEqual([
    ['a', 3],
  ]);
});
