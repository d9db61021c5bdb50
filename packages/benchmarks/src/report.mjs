import { digits, spread, table } from './harness/markdown.mjs';
import { nodeSections } from './report-nodes.mjs';

/** The results of a run as markdown. */
export function report({ environment, settings, ...run }) {
  const { recording = [], flush = [], heap, ingest, query, imports, installSizes } = run;
  const main = recording.filter(({ base }) => base === 'trie');
  const special = recording.filter(({ base }) => base !== 'trie');
  const sections = [describe(environment, settings)];
  if (main.length > 0) {
    sections.push(
      '**Recording, as a multiple of the trie floor** (less is faster)',
      recordingTable(main, ({ toBase }) => spread(toBase)),
      '**Recording, as a multiple of ours** (above 1 is slower than ours)',
      recordingTable(main, ({ toOurs }) => digits(toOurs.median)),
      '**Recording, nanoseconds per call.** Absolute: of this machine and this hour only.',
      recordingTable(main, ({ ns }) => spread(ns)),
    );
  }
  if (special.length > 0)
    sections.push('**Recording, special cases**', ...special.map(specialTable));
  for (const each of flush)
    sections.push(
      `**Flush of ${each.series.toLocaleString('en-US')} series** to a server on this machine`,
      flushTable(each),
    );
  if (heap !== undefined)
    sections.push(
      '**Memory, bytes held** (in brackets as a multiple of the floor)',
      heapTable(heap),
    );
  if (ingest !== undefined)
    sections.push(
      '**The local intake, a full payload of v2 series in deflate**, main-thread CPU',
      ingestTable(ingest),
    );
  if (query !== undefined)
    sections.push('**The local intake, a query**, main-thread CPU', queryTable(query));
  if (imports !== undefined)
    sections.push('**Import, over a bare Node process**', importTable(imports));
  if (installSizes !== undefined)
    sections.push('**Installed, dependencies included**', sizeTable(installSizes));
  if (run.otherNodes !== undefined) sections.push(...nodeSections({ environment, ...run }));
  return sections.join('\n\n');
}

function specialTable({ title, base, subjects }) {
  const { title: baseTitle } = subjects.find(({ name }) => name === base);
  return table(
    [title, `× ${baseTitle}`, 'ns per call'],
    subjects.map(({ title: subject, toBase, ns }) => [subject, spread(toBase), spread(ns)]),
  );
}

function flushTable({ subjects }) {
  return table(
    [
      '',
      'main-thread CPU, × floor',
      'main-thread CPU, ms',
      'CPU of all threads, ms',
      'longest block, ms',
      'in all, ms',
      'requests',
      'bytes per series',
      'arrived',
    ],
    subjects.map((each) => [
      each.title,
      spread(each.toFloor),
      spread(each.cpuMs),
      spread(each.processCpuMs),
      spread(each.blockMs),
      spread(each.totalMs),
      `${each.requests}`,
      digits(each.bytesPerSeries),
      `${100 * each.arrived} %`,
    ]),
  );
}

function heapTable(rows) {
  const columns = new Map(
    rows.flatMap(({ subjects }) => subjects.map(({ name, title }) => [name, title])),
  );
  return table(
    ['', ...columns.values()],
    rows.map(({ title, subjects }) => {
      const bytesOf = (name) => subjects.find((each) => each.name === name)?.bytes.median;
      const floor = bytesOf('floor');
      return [
        title,
        ...[...columns.keys()].map((name) => {
          const bytes = bytesOf(name);
          if (bytes === undefined) return '–';
          const text = Math.round(bytes).toLocaleString('en-US');
          return floor === undefined ? text : `${text} (${digits(bytes / floor)})`;
        }),
      ];
    }),
  );
}

function ingestTable({ wireBytes, rawBytes, intakeMs, floorMs, toFloor }) {
  const size = `${digits(wireBytes / 1024)} KiB, inflated ${digits(rawBytes / 1024)} KiB`;
  return table(
    [size, '× inflate and JSON.parse', 'ms'],
    [
      ['@dogstats/intake, from the request to its answer', spread(toFloor), spread(intakeMs)],
      ['inflate and JSON.parse', '1', spread(floorMs)],
    ],
  );
}

function queryTable({ series, points, intakeMs, floorMs, toFloor }) {
  const counted = (count) => count.toLocaleString('en-US');
  return table(
    [`${counted(series)} series, ${counted(points)} points of an hour`, '× plain loop', 'ms'],
    [
      ['@dogstats/intake, from the request to its answer', spread(toFloor), spread(intakeMs)],
      ['a plain loop over the same arrays', '1', spread(floorMs)],
    ],
  );
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
    ['', 'wall ms', 'CPU ms, all threads', 'RSS MiB'],
    imports.map(({ name, wallMs, cpuMs, rssMiB }) => [
      name,
      spread(wallMs),
      spread(cpuMs),
      spread(rssMiB),
    ]),
  );
}

function sizeTable(sizes) {
  return table(
    ['', 'MiB', 'packages'],
    sizes.map(({ name, mebibytes, packages }) => [name, digits(mebibytes), `${packages}`]),
  );
}
