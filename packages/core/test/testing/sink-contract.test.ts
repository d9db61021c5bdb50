import type { Sink } from '@dogstats/core';
import { MemorySink, sinkContract } from '@dogstats/core/testing';
import { describe, expect, test } from 'vitest';

describe.each(['replace', 'add'] as const)('a memory sink in %s mode', (mode) => {
  for (const { name, run } of sinkContract(() => new MemorySink(mode))) test(name, run);
});

test('the contract finds a sink that loses something', async () => {
  const lossy: Sink = {
    mode: 'replace',
    write: async () => ({ accepted: 0, dropped: {}, possiblyDuplicated: 0, errors: [] }),
    close: async () => {},
  };

  const failed: string[] = [];
  for (const { name, run } of sinkContract(() => lossy)) await run().catch(() => failed.push(name));

  expect(failed).toContain('accounts for every call of a batch, in all types');
});
