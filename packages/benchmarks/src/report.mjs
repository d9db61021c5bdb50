import { digits, spread, table } from './harness/markdown.mjs';

/** The results of a run as markdown. */
export function report({ environment, settings, recording, imports, installSizes }) {
  const sections = [describe(environment, settings)];
  if (recording !== undefined) {
    sections.push(
      '**Recording, as a multiple of the trie floor** (less is faster)',
      recordingTable(recording, ({ toTrie }) => spread(toTrie)),
      '**Recording, as a multiple of ours** (above 1 is slower than ours)',
      recordingTable(recording, ({ toOurs }) => digits(toOurs.median)),
      '**Recording, nanoseconds per call.** Absolute: of this machine and this hour only.',
      recordingTable(recording, ({ ns }) => spread(ns)),
    );
  }
  if (imports !== undefined)
    sections.push('**Import, over a bare Node process**', importTable(imports));
  if (installSizes !== undefined)
    sections.push('**Installed, dependencies included**', sizeTable(installSizes));
  return sections.join('\n\n');
}

function describe({ node, platform, cores, memoryGiB, packages }, { rounds }) {
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return `Node ${node.slice(1)}, ${platform}, ${cores} cores, ${memoryGiB} GiB; ${versions.join(', ')}. Median of ${rounds} rounds, in brackets the least and the greatest round.`;
}

function recordingTable(rows, cell) {
  const columns = new Map(
    rows.flatMap(({ subjects }) => subjects.map(({ name, title }) => [name, title])),
  );
  return table(
    ['', ...columns.values()],
    rows.map(({ title, subjects }) => [
      title,
      ...[...columns.keys()].map((name) => {
        const subject = subjects.find((each) => each.name === name);
        return subject === undefined ? '–' : cell(subject);
      }),
    ]),
  );
}

function importTable(imports) {
  return table(
    ['', 'wall ms', 'RSS MiB'],
    imports.map(({ name, wallMs, rssMiB }) => [name, spread(wallMs), spread(rssMiB)]),
  );
}

function sizeTable(sizes) {
  return table(
    ['', 'MiB', 'packages'],
    sizes.map(({ name, mebibytes, packages }) => [name, digits(mebibytes), `${packages}`]),
  );
}
