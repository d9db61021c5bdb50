import { describe, expect, it } from 'vitest';
import { filesToLookAt, withSecondLook } from '../scripts/second-look.mjs';

const passed = { fullName: 'adds', status: 'passed' };
const failed = { fullName: 'delivers', status: 'failed', failureMessages: ['AssertionError: 2'] };
const counterexample = {
  fullName: 'adds up',
  status: 'failed',
  failureMessages: ['Error: Property failed after 3 tests\n{ seed: 1 }'],
};

const file = (name: string, ...assertionResults: { fullName: string; status: string }[]) => ({
  name,
  status: assertionResults.some(({ status }) => status === 'failed') ? 'failed' : 'passed',
  assertionResults,
});

describe('the second look of CI', () => {
  it('is at the files that failed, each once, though two projects have it', () => {
    const testResults = [file('a', passed, failed), file('a', failed), file('b', passed)];
    expect(filesToLookAt({ testResults })).toEqual(['a']);
    expect(filesToLookAt({ testResults: [file('b', passed)] })).toEqual([]);
  });

  it('is not taken at a counterexample, nor beside one', () => {
    const testResults = [file('a', failed), file('b', counterexample)];
    expect(filesToLookAt({ testResults })).toEqual([]);
  });

  it('is not taken when much failed', () => {
    const testResults = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => file(name, failed));
    expect(filesToLookAt({ testResults })).toEqual([]);
    expect(filesToLookAt({ testResults: testResults.slice(1) })).toHaveLength(5);
  });

  it('counts in place of the first', () => {
    const first = { testResults: [file('a', failed, passed), file('b', passed)] };
    const second = { testResults: [file('a', passed, passed)] };
    expect(withSecondLook(first, second).testResults).toEqual([
      file('b', passed),
      file('a', passed, passed),
    ]);
  });
});
