import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { compile } from './build.mjs';
import { addCounts, countVitestReport, failedTests, formatCounts, noTests } from './counts.mjs';
import { runTool } from './run.mjs';
import { missingServices } from './services.mjs';

/** Runs vitest with its usual output; answers the counts. */
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
    const report = readReport(reportFile);
    for (const line of failedTests(report)) console.log(line);
    const counts = countVitestReport(report);
    // An error outside all tests, or no test at all: vitest knows, its counts do not.
    return code !== 0 && counts.failed === 0
      ? addCounts(counts, { ...noTests, failed: 1 })
      : counts;
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

/** Compiles everything: one failure when that fails, otherwise nothing to count. */
async function compiler() {
  return (await compile()) ? noTests : { ...noTests, failed: 1 };
}

await bootstrap();

let total = await compiler();
if (total.failed === 0) {
  for (const runner of [vitest]) total = addCounts(total, await runner(process.argv.slice(2)));

  for (const service of missingServices()) {
    console.log(
      `${service.name} was not found, so the ${service.tests} did not run. ${service.hint}`,
    );
  }
}
console.log(formatCounts(total));
process.exitCode = total.failed === 0 ? 0 : 1;
