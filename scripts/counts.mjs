/** How many tests passed, failed and were skipped: what every runner answers and `npm test` adds up. */

export const noTests = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

export function formatCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Which tests failed in a report of vitest's JSON reporter, one a line: CI may show no more than the end. */
export function failedTests(report) {
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [name];
    return failed.map(({ fullName }) => `${name} > ${fullName}`);
  });
}

/** The last counts line within an output; undefined when there is none. */
export function findCounts(output) {
  return output.match(/^\d+ passed, \d+ failed, \d+ skipped$/gm)?.at(-1);
}

/**
 * The counts in a report of vitest's JSON reporter.
 * A file that failed outside its tests (it could not be loaded, say) counts as one failure.
 */
export function countVitestReport(report) {
  let counts = noTests;
  for (const file of report.testResults) {
    const ofFile = { passed: 0, failed: 0, skipped: 0 };
    for (const { status } of file.assertionResults) {
      if (status === 'passed') ofFile.passed++;
      else if (status === 'failed') ofFile.failed++;
      else ofFile.skipped++;
    }
    if (file.status === 'failed' && ofFile.failed === 0) ofFile.failed = 1;
    counts = addCounts(counts, ofFile);
  }
  return counts;
}
