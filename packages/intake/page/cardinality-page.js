import { writeAddress } from './address.js';
import { element, setText } from './element.js';
import { formatCount } from './format.js';
import { meter, panel, tile } from './parts.js';
import { Table } from './table.js';

/** Where contexts come from, and what they would cost. */
export class CardinalityPage {
  element = element('div', 'cardinality');
  emptyText = 'No context is held at the moment.';
  size = 0;
  #state;
  #tiles = {
    billed: tile('custom metrics billed'),
    contexts: tile('contexts'),
    metricCount: tile('metrics'),
    tagKeyCount: tile('tag keys'),
  };
  #metrics = new Table('Contexts by metric', [
    { title: 'metric', kind: 'wide' },
    { title: 'type' },
    { title: 'contexts', kind: 'number' },
    { title: 'billed', kind: 'number' },
    { title: 'share' },
    { title: 'values by tag key', kind: 'wide' },
  ]);
  #tags = new Table('Contexts by tag key', [
    { title: 'tag key', kind: 'wide' },
    { title: 'values', kind: 'number' },
    { title: 'share' },
    { title: 'contexts', kind: 'number' },
    { title: 'metrics', kind: 'number' },
  ]);

  constructor() {
    const tiles = element('dl', 'tiles');
    for (const { holder } of Object.values(this.#tiles)) tiles.append(holder);
    const note = element(
      'p',
      'note',
      'Datadog bills each combination of a name and its tags, the host among them. A distribution counts ' +
        'five times, ten times with percentiles; each aggregate of a histogram is a metric of its own.',
    );
    const pair = element('div', 'pair uneven');
    pair.append(panel('By metric', this.#metrics.element), panel('By tag key', this.#tags.element));
    this.element.append(tiles, note, pair);
  }

  show(state) {
    this.#state = state;
  }

  take(told) {
    const { metrics, tags, contexts } = told;
    this.size = contexts;
    this.element.hidden = contexts === 0;
    for (const [name, { value }] of Object.entries(this.#tiles))
      setText(value, formatCount(told[name]));
    const most = Math.max(...metrics.map(({ billed }) => billed), 1);
    this.#metrics.write(
      metrics,
      ({ chart }) => chart,
      (row) => [
        metricLink(row, this.#state),
        typeBadge(row.type),
        formatCount(row.contexts),
        formatCount(row.billed),
        meter(row.billed / most),
        keyList(row.keys),
      ],
      (row) => JSON.stringify([row, most]),
    );
    const widest = Math.max(...tags.map(({ values }) => values), 1);
    this.#tags.write(
      tags,
      ({ key }) => key,
      ({ key, values, contexts: carrying, metrics: of }) => [
        element('code', '', key === '' ? '(empty)' : key),
        formatCount(values),
        meter(values / widest),
        formatCount(carrying),
        formatCount(of),
      ],
      (row) => JSON.stringify([row, widest]),
    );
  }
}

function typeBadge(type) {
  const badge = element('span', 'badge', type === 'unspecified' ? 'no type' : type);
  badge.dataset.type = type;
  return badge;
}

function metricLink({ name, chart }, state) {
  const link = element('a');
  // May break after a dot, and not within a word.
  for (const part of name.split(/(?<=\.)/)) link.append(part, element('wbr'));
  link.href = writeAddress({ ...state, view: 'metric', metric: chart });
  return link;
}

function keyList(keys) {
  const list = element('span', 'tags');
  for (const { key, values } of keys) {
    list.append(element('span', 'tag', `${key} × ${formatCount(values)}`));
  }
  return list;
}
