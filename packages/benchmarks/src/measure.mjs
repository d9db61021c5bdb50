import { flushRowNames, flushWithoutPeers, measureFlush } from './flush/measure-flush.mjs';
import { heapRowNames, measureHeap } from './heap/measure-heap.mjs';
import { measureImports } from './imports.mjs';
import { ingestRowNames, measureIngest } from './ingest/measure-ingest.mjs';
import { measureInstallSizes } from './install-sizes.mjs';
import { measureQuery, queryRowNames } from './query/measure-query.mjs';
import { findRows, measureRecording, withoutPeers } from './recording.mjs';

/** Names of all rows that a filter leaves. */
export async function rowNames(wanted) {
  const recording = (await findRows(wanted)).map(({ name }) => name);
  const others = [
    ...[...flushRowNames, ...heapRowNames, ...ingestRowNames, ...queryRowNames],
    ...['imports', 'install-sizes'],
  ];
  return [...recording, ...others.filter(wanted)];
}

/**
 * Everything, beside the peers.
 *
 * @param keep given each part by its name as soon as it is measured.
 */
export async function measureAll(wanted, settings, tell, keep) {
  if (wanted('install-sizes')) await keep('installSizes', await measureInstallSizes());
  if (flushRowNames.some(wanted)) await keep('flush', await measureFlush(wanted, settings, tell));
  if (heapRowNames.some(wanted)) await keep('heap', await measureHeap(wanted, settings, tell));
  if (ingestRowNames.some(wanted)) await keep('ingest', await measureIngest(settings, tell));
  if (queryRowNames.some(wanted)) await keep('query', await measureQuery(settings, tell));
  if (wanted('imports')) await keep('imports', await measureImports(settings, tell));
  const rows = await findRows(wanted);
  if (rows.length > 0) await keep('recording', await measureRecording(rows, settings, tell));
}

/** Ours and the floors alone, under another Node.js: what a version changes. */
export async function measureOurs(wanted, settings, tell) {
  const rows = withoutPeers(await findRows(wanted));
  return {
    flush: flushRowNames.some(wanted)
      ? await measureFlush(wanted, settings, tell, flushWithoutPeers)
      : [],
    imports: wanted('imports') ? await measureImports(settings, tell, { withPeers: false }) : [],
    recording: await measureRecording(rows, settings, tell),
  };
}
