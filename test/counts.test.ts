import { describe, expect, it } from 'vitest';
import {
  addCounts,
  countVitestReport,
  failedTests,
  findCounts,
  formatCounts,
} from '../scripts/counts.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('the counts line', () => {
  it('sums tests over files, and calls pending, todo and skipped ones skipped', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'skipped', 'pending', 'todo'),
        file('failed', 'failed', 'passed'),
      ],
    };
    expect(countVitestReport(report)).toEqual({ passed: 3, failed: 1, skipped: 3 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countVitestReport({ testResults: [file('failed')] }).failed).toBe(1);
  });

  it('comes after the names of what failed', () => {
    const test = (fullName: string, status: string) => ({ fullName, status });
    const testResults = [
      { name: 'a.ts', status: 'passed', assertionResults: [test('one', 'passed')] },
      { name: 'b.ts', status: 'failed', assertionResults: [test('x y', 'failed'), test('z', '')] },
      { name: 'c.ts', status: 'failed', assertionResults: [] },
    ];
    expect(failedTests({ testResults })).toEqual(['b.ts > x y', 'c.ts']);
  });

  it('can be written and found again', () => {
    const sum = addCounts(
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 0, skipped: 1 },
    );
    const line = formatCounts(sum);
    expect(line).toBe('11 passed, 2 failed, 4 skipped');
    expect(findCounts(`noise\n1 passed, 0 failed, 0 skipped\n${line}\n`)).toBe(line);
    expect(findCounts('nothing of the kind')).toBeUndefined();
  });
});
