import { digits, spread, table } from './harness/markdown.mjs';

/** Ours under each Node.js of a run, side by side. */
export function nodeSections({ environment, otherNodes, ...run }) {
  const runs = [{ node: environment.node, ...run }, ...otherNodes];
  const versions = runs.map(({ node }) => `Node ${node.slice(1).split('.')[0]}`);
  const [, ...others] = runs.map(({ node }) => node.slice(1));
  return [
    `**Ours on ${versions.join(' and ')}** (${others.join(', ')}), beside the floors on the same`,
    ...recordingTables(runs, versions),
    ...flushTables(runs, versions),
    ...importTables(runs, versions),
  ];
}

function recordingTables(runs, versions) {
  const [first] = runs;
  const recording = (first.recording ?? []).filter((row) => oursOf(row) !== undefined);
  if (recording.length === 0) return [];
  const oursIn = ({ recording: rows }, name) => oursOf(rows.find((row) => row.name === name));
  return [
    table(
      ['', ...versions.map((each) => `${each}, × floor`), ...versions.map((each) => `${each}, ns`)],
      recording.map(({ name, title }) => [
        title,
        ...runs.map((each) => spread(oursIn(each, name).toBase)),
        ...runs.map((each) => digits(oursIn(each, name).ns.median)),
      ]),
    ),
  ];
}

function flushTables(runs, versions) {
  const [{ flush = [] }] = runs;
  if (flush.length === 0) return [];
  return [
    table(
      ['flush', 'Node', 'main-thread CPU, × floor', 'main-thread CPU, ms', 'longest block, ms'],
      flush.flatMap(({ series }) =>
        runs.map((each, index) => {
          const ours = oursOf(each.flush.find((row) => row.series === series));
          const title = `${series.toLocaleString('en-US')} series`;
          return [
            title,
            versions[index],
            spread(ours.toFloor),
            spread(ours.cpuMs),
            spread(ours.blockMs),
          ];
        }),
      ),
    ),
  ];
}

function importTables(runs, versions) {
  const [, { imports = [] }] = runs;
  if (imports.length === 0) return [];
  return [
    table(
      ['import', 'Node', 'wall ms', 'CPU ms, all threads', 'RSS MiB'],
      imports.flatMap(({ name }) =>
        runs.map((each, index) => {
          const { wallMs, cpuMs, rssMiB } = each.imports.find((row) => row.name === name);
          return [name, versions[index], spread(wallMs), spread(cpuMs), spread(rssMiB)];
        }),
      ),
    ),
  ];
}

function oursOf({ subjects }) {
  return subjects.find(({ name }) => name === 'dogstats');
}
