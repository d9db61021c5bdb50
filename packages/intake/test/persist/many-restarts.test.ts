import { copyFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { now, sendSeries } from '../client.js';
import { FakeStore } from '../remote-write/fake-store.js';
import { file, useFile } from './rig.js';

useFile();

/** A process with a store of its own, which counts as long as the process lives. */
interface Process {
  readonly intake: Intake;
  readonly store: FakeStore;
}

async function begin(path: string): Promise<Process> {
  const store = await FakeStore.open();
  const intake = await createIntake({
    port: 0,
    clock: { now: () => (now + 600) * 1_000 },
    persist: path,
    // What goes, goes because the test says so.
    remoteWrite: { url: store.url, settleSeconds: 3_000, maxQueuedSamples: 40 },
  });
  return { intake, store };
}

async function end({ intake, store }: Process): Promise<void> {
  await intake.close();
  await store.close();
}

const act = fc.record({
  what: fc.constantFrom('write', 'write', 'write', 'again', 'flush', 'kill', 'end'),
  series: fc.constantFrom('a', 'b', 'c'),
  points: fc.integer({ min: 1, max: 9 }),
});

test('whatever processes there were, each point goes once, with its last value', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
      let path = `${file}.${run++}`;
      let running = await begin(path);
      const arrived: number[] = [];
      const waiting = new Map<string, number>();
      const expected: number[] = [];
      let second = 0;
      let last = '';
      let value = 0;
      const flush = async (): Promise<void> => {
        await running.intake.remoteWrite?.flush();
        expected.push(...waiting.values());
        waiting.clear();
      };
      const write = async (series: string, points: number): Promise<void> => {
        const sent: [number, number][] = [];
        for (let point = 0; point < points; point++) {
          last = `${series} ${++second}`;
          waiting.set(last, ++value);
          sent.push([now + second, value]);
        }
        await sendSeries(running.intake, { tags: [`series:${series}`], points: sent });
      };
      for (const { what, series, points } of acts) {
        if (what === 'flush') await flush();
        else if (what === 'write') {
          // No more than has room in the line.
          if (waiting.size + points > 40) await flush();
          await write(series, points);
        } else if (what === 'again' && last !== '') {
          // A second that went is late: that value goes no more.
          if (waiting.has(last)) waiting.set(last, ++value);
          const [of = '', at] = last.split(' ');
          await sendSeries(running.intake, {
            tags: [`series:${of}`],
            points: [[now + Number(at), value]],
          });
        } else if (what === 'kill' || what === 'end') {
          if (what === 'end') await flush();
          const killed = running;
          arrived.push(...killed.store.values('m'));
          const left = `${file}.${run++}`;
          copyFileSync(path, left);
          path = left;
          running = await begin(path);
          await end(killed);
        }
      }
      await flush();
      arrived.push(...running.store.values('m'));
      await end(running);
      expect(arrived.sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b));
    }),
    { numRuns: 8 },
  );
});
