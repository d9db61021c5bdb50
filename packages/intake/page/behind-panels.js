import { element } from './element.js';
import { formatBytes, formatClock, formatCount, formatSeconds } from './format.js';
import { panel } from './parts.js';

/** Longer is worth a look. */
const longLagSeconds = 30;

/** What there is besides HTTP: where points also come from, and where they also go. */
export function behindPanels({ dogstatsd, remoteWrite, persist }) {
  const panels = [];
  if (remoteWrite != null) panels.push(remoteWritePanel(remoteWrite));
  if (persist != null) panels.push(persistPanel(persist));
  if (dogstatsd != null) panels.push(dogstatsdPanel(dogstatsd));
  return panels;
}

function remoteWritePanel({ url, lagSeconds, failure, dropped, lastSentAt, ...rest }) {
  const lag = element('p', 'lag', lagSeconds === 0 ? 'up to date' : formatSeconds(lagSeconds));
  lag.classList.toggle('bad', lagSeconds > longLagSeconds);
  const { state, taken, sent, queued, requests, retries } = rest;
  const box = element('div', 'box');
  box.append(
    lag,
    element('p', 'note', `${lagSeconds === 0 ? 'with' : 'behind at'} ${url}, ${state}`),
    figures({
      ...{ taken, sent, queued, requests, retries },
      'last sent': lastSentAt === null ? '–' : formatClock(lastSentAt / 1_000),
    }),
  );
  if (failure !== null) {
    const status = failure.status === 0 ? 'no answer' : failure.status;
    box.append(element('p', 'problem', `${status}: ${failure.message}`));
  }
  for (const { reason, count, metric, hint } of dropped) {
    const lost = `${formatCount(count)} dropped (${reason}), of "${metric}" first: ${hint}`;
    box.append(element('p', 'problem', lost));
  }
  return panel('Remote write', box);
}

function persistPanel({ file, state, bytes, records, lost, compactedAt, problem }) {
  const box = element('div', 'box');
  const size = element('p', state === 'stopped' ? 'lag bad' : 'lag', formatBytes(bytes));
  box.append(
    size,
    element('p', 'note', `in ${file}, ${state}`),
    figures({
      ...{ records, lost },
      compacted: compactedAt === null ? '–' : formatClock(compactedAt / 1_000),
    }),
  );
  if (problem !== null) box.append(element('p', 'problem', problem));
  return panel('File', box);
}

function dogstatsdPanel({ url, ...stats }) {
  const box = element('div', 'box');
  const counts = Object.entries(stats).filter(([, value]) => typeof value === 'number');
  box.append(element('p', 'note', url), figures(Object.fromEntries(counts)));
  return panel('DogStatsD', box);
}

/** Names are written as words: "bytesReceived" as "bytes received". */
function figures(values) {
  const list = element('dl', 'figures');
  for (const [name, value] of Object.entries(values)) {
    const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    const row = element('div');
    const text = typeof value === 'number' ? formatCount(value) : value;
    row.append(element('dt', '', words), element('dd', '', text));
    list.append(row);
  }
  return list;
}
