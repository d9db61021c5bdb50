import { createIntake } from '@dogstats/intake';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.js';

test('G2 nothing is rejected unhandled or thrown uncaught, whatever fails or throws', async () => {
  const intake = await createIntake({ port: 0 });
  onTestFinished(() => intake.close());
  const { ended, output, said } = runProgram(
    `const caught = [];
     process.on('uncaughtExceptionMonitor', (error, origin) => caught.push(origin + ': ' + error));
     const fail = () => { throw new Error('from a callback'); };
     const logger = { debug: fail, info: fail, warn: fail, error: fail };
     const retry = { attempts: 3, baseDelayMs: 1, maxDelayMs: 5 };
     const options = { onError: fail, logger, retry, telemetry: true, handleSignals: true };
     const brokenSinks = [
       { mode: 'replace', write: fail, close: fail, stats: fail, hurry: fail, saveNow: fail },
       { mode: 'add', write: async () => fail(), close: async () => fail() },
       { mode: 'replace', write: async () => undefined, close: async () => {} },
     ];
     const all = [dogStats, ...brokenSinks.map(() => new DogStats())];
     dogStats.start({ ...options, apiKey: async () => 'key' });
     brokenSinks.forEach((sink, index) => all[index + 1].start({ ...options, sink }));
     const wrong = new DogStats();
     wrong.start({ ...options, apiKey: () => { throw new Error('no secret today'); } });
     all.push(wrong);
     // Loading what delivers takes longer than all rounds on a machine that is busy.
     while (dogStats.stats().accepted === 0) {
       dogStats.increment('m');
       await dogStats.flush({ timeoutMs: 100 });
     }
     console.log('delivers');
     for (let round = 0; round < 20; round++) {
       for (const one of all) {
         one.increment('m', 1, { round });
         one.gauge('bad', NaN);
         one.distribution('d', round);
         void one.flush({ timeoutMs: 20 });
       }
       await Promise.all(all.map((one) => one.flush({ timeoutMs: 20 })));
     }
     await Promise.all(all.map((one) => one.close({ timeoutMs: 500 })));
     console.log(JSON.stringify(caught));`,
    { env: { DD_URL: intake.url }, args: ['--unhandled-rejections=strict'] },
  );

  await said(/delivers/);
  intake.addFaults({ status: 500, probability: 0.2 });
  intake.addFaults({ reset: true, probability: 0.2 });
  intake.addFaults({ garbage: true, probability: 0.2 });
  intake.addFaults({ hang: true, probability: 0.05 });

  expect(await ended, output.stderr).toEqual({ code: 0, signal: null });
  expect(output).toEqual({ stdout: 'delivers\n[]\n', stderr: '' });
});
