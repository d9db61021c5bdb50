import { copyText } from './copy.js';
import { element, setText } from './element.js';
import { formatBytes, formatClock, formatCount, formatPlural, formatRatio } from './format.js';
import { statusBadge } from './parts.js';
import { Table } from './table.js';

const maxRows = 200;

/** The last payloads: what they carried, what was wrong with them, and how to send them again. */
export class PayloadsPage {
  element = element('section', 'payloads');
  emptyText = 'No payload came by HTTP yet. What comes as DogStatsD is on the overview.';
  #rows = [];
  #filter = '';
  #note = element('p', 'note');
  #table = new Table('The last payloads', [
    { title: 'time' },
    { title: 'route', kind: 'wide' },
    { title: 'status' },
    { title: 'bytes', kind: 'number' },
    { title: 'encoding' },
    { title: 'ratio', kind: 'number' },
    { title: 'carried' },
    { title: 'curl', kind: 'number' },
  ]);

  constructor() {
    this.element.setAttribute('aria-label', 'Payloads');
    this.element.append(this.#note, this.#table.element);
  }

  get size() {
    return this.#table.size;
  }

  show({ filter }) {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#write();
  }

  take({ fresh, rows }) {
    const newest = rows.reverse();
    this.#rows = (fresh ? newest : [...newest, ...this.#rows]).slice(0, maxRows);
    this.#write();
  }

  #write() {
    const words = this.#filter.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = this.#rows.filter((row) => {
      const text = [row.path, row.status, row.encoding, ...row.problems].join('\n').toLowerCase();
      return words.every((word) => text.includes(word));
    });
    this.element.hidden = rows.length === 0;
    const bad = rows.filter(({ problems }) => problems.length > 0).length;
    setText(
      this.#note,
      `The last ${formatPlural(rows.length, 'payload')}, newest first. ${
        bad === 0 ? 'No problems.' : `${formatCount(bad)} with problems.`
      }`,
    );
    this.#table.write(
      rows,
      ({ id }) => id,
      cellsOf,
      ({ id }) => id,
    );
  }
}

function cellsOf(row) {
  const { wireBytes, rawBytes, encoding } = row;
  const route = element('div');
  route.append(element('code', '', row.path));
  for (const problem of row.problems) route.append(element('p', 'problem', problem));
  if (row.fault !== undefined) route.append(element('p', 'problem', `fault: ${row.fault}`));
  const bytes = element('span', '', formatBytes(wireBytes));
  bytes.title = `${formatCount(wireBytes)} bytes, decompressed ${formatCount(rawBytes)}`;
  return [
    formatClock(row.receivedAt / 1_000),
    route,
    statusBadge(row.status),
    bytes,
    encoding === '' ? '–' : element('code', '', encoding),
    encoding === '' ? '–' : formatRatio(rawBytes, wireBytes),
    carried(row),
    row.kept ? curlButton(row.id) : '–',
  ];
}

function carried({ series, points, events, checks }) {
  const parts = [];
  if (series > 0) parts.push(`${formatCount(series)} series · ${formatPlural(points, 'point')}`);
  if (events > 0) parts.push(formatPlural(events, 'event'));
  if (checks > 0) parts.push(formatPlural(checks, 'check'));
  return parts.join(', ') || '–';
}

/** The command is asked for when it is wanted: it has the whole body in it. */
function curlButton(id) {
  const button = element('button', 'small', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy payload ${id} as a curl command`);
  button.addEventListener('click', () => void copyCurl(id, button));
  return button;
}

async function copyCurl(id, button) {
  const answer = await fetch(`/feed/curl/${id}${location.search}`).catch(() => undefined);
  if (answer?.ok) await copyText(await answer.text(), button, 'Copied');
  else await copyText('', button, answer === undefined ? 'No answer' : 'Not kept');
}
