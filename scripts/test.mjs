import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { compile } from './build.mjs';
import { addCounts, countVitestReport, failedTests, formatCounts, noTests } from './counts.mjs';
import { runTool } from './run.mjs';
import { filesToLookAt, withSecondLook } from './second-look.mjs';
import { missingServices } from './services.mjs';

/** Runs vitest with its usual output; answers its report, and whether it was content. */
async function vitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'dogstats-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const code = await runTool('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
      ...args,
    ]);
    return { report: readReport(reportFile), passed: code === 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { testResults: [] };
  }
}

/** Runs the tests; answers the counts. */
async function tests(args) {
  let { report, passed } = await vitest(args);
  const files = process.env.CI && args.length === 0 ? filesToLookAt(report) : [];
  if (files.length > 0) {
    const failed = failedTests(report);
    const second = await vitest(files);
    console.log(
      `\nBeside other tests these failed, and alone ${second.passed ? 'passed' : 'not all passed'}:`,
    );
    for (const name of failed) console.log(`  ${name}`);
    report = withSecondLook(report, second.report);
    passed = second.passed;
  }
  for (const name of failedTests(report)) console.log(`Failed: ${name}`);
  const counts = countVitestReport(report);
  // An error outside all tests, or no test at all: vitest knows, its counts do not.
  return !passed && counts.failed === 0 ? addCounts(counts, { ...noTests, failed: 1 }) : counts;
}

/** Compiles everything: one failure when that fails, otherwise nothing to count. */
async function compiler() {
  return (await compile()) ? noTests : { ...noTests, failed: 1 };
}

await bootstrap();

let total = await compiler();
if (total.failed === 0) {
  total = addCounts(total, await tests(process.argv.slice(2)));

  for (const service of missingServices()) {
    console.log(
      `${service.name} was not found, so the ${service.tests} did not run. ${service.hint}`,
    );
  }
}
console.log(formatCounts(total));
process.exitCode = total.failed === 0 ? 0 : 1;
