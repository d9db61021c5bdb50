import { behindPanels } from './behind-panels.js';
import { Card } from './card.js';
import { ChartModel } from './chart-model.js';
import { element, setText } from './element.js';
import { formatBytes, formatCount, formatRate, formatRatio, formatValue } from './format.js';
import { panel, statusBadge, tile } from './parts.js';
import { Table } from './table.js';

const maxLines = 8;

/** How the intake is doing: what comes, how much of it, what is lost, what is handed on. */
export class OverviewPage {
  element = element('div', 'overview');
  /** It is never empty: zero is an answer. */
  size = 1;
  #state;
  #tiles = {
    requests: tile('requests per second, last minute'),
    bytes: tile('bytes per second, last minute'),
    refused: tile('refused in the window'),
    dropped: tile('dropped after a 202'),
  };
  #cards = {};
  #charts = element('div', 'pair');
  #routes = new Table('Requests by route and status', [
    { title: 'route', kind: 'wide' },
    { title: 'status' },
    { title: 'requests', kind: 'number' },
    { title: 'per second', kind: 'number' },
    { title: 'on the wire', kind: 'number' },
    { title: 'ratio', kind: 'number' },
  ]);
  #drops = new Table('Dropped points by reason', [
    { title: 'reason' },
    { title: 'count', kind: 'number' },
    { title: 'first', kind: 'wide' },
    { title: 'what to do', kind: 'wide' },
  ]);
  #noRoutes = element('p', 'note', 'No request came within the window.');
  #noDrops = element(
    'p',
    'note',
    'Nothing was dropped. Datadog would drop in silence; here it is said.',
  );
  #more = element('div', 'pair');
  #now = 0;

  constructor() {
    const tiles = element('dl', 'tiles');
    for (const { holder } of Object.values(this.#tiles)) tiles.append(holder);
    this.element.append(
      tiles,
      this.#charts,
      panel('Requests by route and status', this.#noRoutes, this.#routes.element),
      panel('Dropped after a 202, by reason', this.#noDrops, this.#drops.element),
      this.#more,
    );
    new ResizeObserver(() => this.#each((card) => card.resize())).observe(this.#charts);
    addEventListener('palette', () => this.#each((card) => card.recolour()));
  }

  show(state) {
    this.#state = state;
  }

  take(told) {
    const { times, width, routes, bytesPerSecond, dropped } = told;
    this.#writeTiles(told);
    const lines = routes.slice(0, maxLines);
    this.#draw('requests', {
      name: 'Requests per second',
      kind: 'unspecified',
      labels: lines.map(({ path, status }) => `${status || 'no answer'} ${path || 'others'}`),
      lines: lines.map(({ perSecond }) => perSecond),
      hidden: routes.length - lines.length,
      ...{ times, width },
    });
    this.#draw('bytes', {
      name: 'Bytes per second',
      unit: 'byte',
      kind: 'unspecified',
      labels: ['on the wire', 'decompressed'],
      lines: [bytesPerSecond.wire, bytesPerSecond.raw],
      hidden: 0,
      ...{ times, width },
    });
    this.#writeRoutes(routes, times.length * width);
    this.#writeDrops(dropped);
    this.#more.replaceChildren(...behindPanels(told));
  }

  /** @param {number} now unix seconds */
  move(now) {
    this.#now = now;
    this.#each((card) => card.move(now, this.#state.windowSeconds));
  }

  #each(act) {
    for (const card of Object.values(this.#cards)) act(card);
  }

  #draw(name, said) {
    const model = new ChartModel({
      ...{ key: name, split: true, measure: '', contexts: 0, samples: null },
      ...{ from: 0, lastAt: said.times.at(-1), ...said },
    });
    if (this.#cards[name] !== undefined) return this.#cards[name].refresh(model);
    const card = new Card(model, { caption: () => `mean of ${model.width} s` });
    card.frame.badge.remove();
    this.#cards[name] = card;
    this.#charts.append(card.element);
    card.shown = true;
    if (this.#now > 0) this.move(this.#now);
  }

  #writeTiles({ routes, bytesPerSecond, dropped }) {
    const rate = routes.reduce((sum, { perSecond }) => sum + lately(perSecond), 0);
    const refused = routes.reduce(
      (sum, { status, requests }) => sum + (status === 202 ? 0 : requests),
      0,
    );
    const lost = dropped.reduce((sum, { count }) => sum + count, 0);
    setText(this.#tiles.requests.value, formatValue(rate));
    setText(this.#tiles.bytes.value, formatBytes(lately(bytesPerSecond.wire)));
    setText(this.#tiles.refused.value, formatCount(refused));
    setText(this.#tiles.dropped.value, formatCount(lost));
    this.#tiles.refused.holder.classList.toggle('bad', refused > 0);
    this.#tiles.dropped.holder.classList.toggle('warn', lost > 0);
  }

  #writeRoutes(routes, seconds) {
    this.#noRoutes.hidden = routes.length > 0;
    this.#routes.element.hidden = routes.length === 0;
    this.#routes.write(
      routes,
      ({ path, status }) => `${status} ${path}`,
      ({ path, status, requests, wireBytes, rawBytes }) => [
        element('code', '', path || 'others'),
        statusBadge(status),
        formatCount(requests),
        formatRate(requests / seconds),
        formatBytes(wireBytes),
        formatRatio(rawBytes, wireBytes),
      ],
    );
  }

  #writeDrops(dropped) {
    this.#noDrops.hidden = dropped.length > 0;
    this.#drops.element.hidden = dropped.length === 0;
    this.#drops.write(
      dropped,
      ({ reason }) => reason,
      ({ reason, count, metric, hint }) => [
        element('code', '', reason),
        formatCount(count),
        element('code', '', metric),
        hint,
      ],
    );
  }
}

/** The mean of the last minute: clients send every few seconds, and so not in each column. */
function lately(perSecond) {
  const columns = perSecond.slice(-6);
  return columns.reduce((sum, value) => sum + value, 0) / Math.max(columns.length, 1);
}
