// A test may fail because its neighbours took both cores: in CI its file runs once more, alone.
// What passes only then is named, so that it gets mended; what a property found is never looked at twice.

/** With more than these the reason is no neighbour. */
const mostFiles = 5;

/** What fast-check says first when it has a counterexample. */
const counterexample = 'Property failed after';

/** The files of a report of vitest's JSON reporter that deserve a second look; none when it would change nothing. */
export function filesToLookAt(report) {
  const failed = report.testResults.filter(({ status }) => status === 'failed');
  const final = failed.length > mostFiles || failed.some(foundByProperty);
  return final ? [] : [...new Set(failed.map(({ name }) => name))];
}

function foundByProperty(file) {
  const messages = file.assertionResults.flatMap((test) => test.failureMessages ?? []);
  return messages.some((message) => message.includes(counterexample));
}

/** The report with what the second look saw of some files in place of what the first one did. */
export function withSecondLook(report, second) {
  const again = new Set(second.testResults.map(({ name }) => name));
  const others = report.testResults.filter(({ name }) => !again.has(name));
  return { testResults: [...others, ...second.testResults] };
}
