import { expect, test } from 'vitest';
import { entry, runProgram } from '../run-program.js';

test('open clients keep no process alive, and what a logger holds is sent at its end', async () => {
  const program = runProgram(`
    import { StatsD } from ${JSON.stringify(new URL('compat/hot-shots/index.js', entry).href)};
    import * as metrics from ${JSON.stringify(new URL('compat/datadog-metrics/index.js', entry).href)};
    const errorHandler = () => {};
    const shared = { port: 9, errorHandler, includeDatadogTelemetry: true };
    new StatsD({ ...shared, maxBufferSize: 100, aggregation: true }).increment('a');
    new StatsD({ ...shared, protocol: 'tcp', host: '127.0.0.1' }).increment('b');
    new StatsD({ ...shared, host: 'localhost', cacheDns: true }).increment('c');
    metrics.init({ reporter: { report: async (series) => console.log(series[0].metric) } });
    metrics.gauge('held', 1);`);

  expect(await program.ended, program.output.stderr).toEqual({ code: 0, signal: null });
  expect(program.output.stdout).toBe('held\n');
});
