import { mkdir, writeFile } from 'node:fs/promises';
import { readArguments, usage } from './arguments.mjs';
import { flushRowNames, measureFlush } from './flush/measure-flush.mjs';
import { describeEnvironment } from './harness/environment.mjs';
import { heapRowNames, measureHeap } from './heap/measure-heap.mjs';
import { measureImports } from './imports.mjs';
import { measureInstallSizes } from './install-sizes.mjs';
import { findRows, measureRecording } from './recording.mjs';
import { report } from './report.mjs';
import { writeDocs } from './write-docs.mjs';

const results = new URL('../results/', import.meta.url);

async function main(chosen) {
  const { wanted, settings, writeDocs: intoDocs, list } = chosen;
  const rows = await findRows(wanted);
  const processRows = [...flushRowNames, ...heapRowNames, 'imports', 'install-sizes'].filter(
    wanted,
  );
  if (list) {
    for (const name of [...rows.map((row) => row.name), ...processRows]) console.log(name);
    return;
  }
  if (rows.length + processRows.length === 0) {
    console.error('No row has such a name: see --list.');
    process.exitCode = 2;
    return;
  }
  const run = { environment: describeEnvironment(), settings };
  await mkdir(results, { recursive: true });
  // Written after each part, so that what was measured is not lost with what goes wrong later.
  const keep = async (part, measured) => {
    run[part] = measured;
    await writeFile(new URL('latest.json', results), `${JSON.stringify(run, null, 2)}\n`);
  };
  if (processRows.includes('install-sizes'))
    await keep('installSizes', await measureInstallSizes());
  if (flushRowNames.some(wanted)) await keep('flush', await measureFlush(wanted, settings, tell));
  if (heapRowNames.some(wanted)) await keep('heap', await measureHeap(wanted, settings, tell));
  if (processRows.includes('imports')) await keep('imports', await measureImports(settings, tell));
  if (rows.length > 0) await keep('recording', await measureRecording(rows, settings, tell));
  const markdown = report(run);
  if (intoDocs) await writeDocs(markdown);
  console.log(markdown);
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
