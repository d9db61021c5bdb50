import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { query } from '../src/index.js';
import { ScriptedTransport } from './scripted-transport.js';

test('no more is held than the window that is looked at and the one fetched ahead', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const transport = new ScriptedTransport(() => ({
    body: { data: { attributes: { times: [1], series: [{}], values: [[1]] } } },
  }));
  const held: WeakRef<object>[] = [];
  const alive: number[] = [];

  const range = { from: 0, to: 72_000, chunkSeconds: 3_600 };
  for await (const { data } of query({ query: 'm{*}', ...range, transport })) {
    held.push(new WeakRef(data.times.buffer));
    // A WeakRef holds its target for the rest of the turn.
    await turn();
    collectGarbage();
    alive.push(held.filter((each) => each.deref() !== undefined).length);
  }

  // That fetched ahead is not among them yet.
  expect(alive.length).toBeGreaterThan(5);
  expect(Math.max(...alive)).toBe(1);
});
