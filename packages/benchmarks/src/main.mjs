import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { readArguments, usage } from './arguments.mjs';
import { describeEnvironment } from './harness/environment.mjs';
import { writeDocs } from './harness/write-docs.mjs';
import { measureAll, measureOurs, rowNames } from './measure.mjs';
import { report } from './report.mjs';

const results = new URL('../results/', import.meta.url);

async function main({ wanted, settings, otherNodes, writeDocs: intoDocs, list }) {
  const names = await rowNames(wanted);
  if (list) {
    for (const name of names) console.log(name);
    return;
  }
  if (names.length === 0) {
    console.error('No row has such a name: see --list.');
    process.exitCode = 2;
    return;
  }
  // Before anything is measured: a path that is wrong must not end a long run.
  const others = otherNodes.map((execPath) => ({ execPath, node: versionOf(execPath) }));
  const run = { environment: describeEnvironment(), settings };
  await mkdir(results, { recursive: true });
  // Written after each part, so that what was measured is not lost with what goes wrong later.
  const keep = async (part, measured) => {
    run[part] = measured;
    await writeFile(new URL('latest.json', results), `${JSON.stringify(run, null, 2)}\n`);
  };
  await measureAll(wanted, settings, tell, keep);
  const onOthers = [];
  for (const { execPath, node } of others) {
    const measured = await measureOurs(wanted, { ...settings, execPath }, (line) =>
      tell(`Node ${node}: ${line}`),
    );
    onOthers.push({ node, ...measured });
    await keep('otherNodes', onOthers);
  }
  const markdown = report(run);
  if (intoDocs) await writeDocs('performance.md', 'npm run bench -- --write-docs', markdown);
  console.log(markdown);
}

function versionOf(execPath) {
  return execFileSync(execPath, ['--version'], { encoding: 'utf8' }).trim();
}

// Progress is no result: it goes where it does not end up in a file.
function tell(line) {
  console.error(line);
}

function chosenOrExit() {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}

const chosen = chosenOrExit();
if (chosen.help) console.log(usage);
else await main(chosen);
