import { writeAddress } from './address.js';
import { Card } from './card.js';
import { ChartModel } from './chart-model.js';
import { element, setText } from './element.js';
import { formatClock, formatCount, formatPlural, formatValue } from './format.js';
import { panel, tagList } from './parts.js';
import { spark } from './spark.js';
import { Table } from './table.js';

/** One metric: its chart, large, and below it its contexts. */
export class MetricPage {
  element = element('article', 'metric-page');
  emptyText =
    'This metric is not held at the moment: nothing sent it, or it is older than the retention.';
  #state;
  #card;
  #model;
  #back = element('a', 'back', '← All metrics');
  #about = element('p', 'about');
  #holder = element('div', 'large');
  #note = element('p', 'note');
  #contexts = element('div');
  #table;
  #labels = '';
  #now = 0;

  constructor() {
    const title = panel('Contexts', this.#note, this.#contexts);
    this.element.append(this.#back, this.#holder, this.#about, title);
    new ResizeObserver(() => this.#card?.resize()).observe(this.#holder);
    addEventListener('palette', () => this.#card?.recolour());
  }

  get size() {
    return this.#model === undefined ? 0 : 1;
  }

  show(state) {
    this.#back.href = writeAddress({ ...state, view: 'metrics' });
    if (state.metric !== this.#state?.metric) this.#clear();
    this.#state = state;
    document.title = `${state.metric.slice(2)} · dogstats intake`;
  }

  leave() {
    this.#clear();
    document.title = 'dogstats intake';
  }

  take({ metric, chart, lines, contexts, metadata }) {
    if (metric !== this.#state.metric) return;
    this.element.hidden = chart === null;
    if (chart === null) return this.#clear();
    this.#model = new ChartModel(chart);
    if (this.#card === undefined) {
      this.#card = new Card(this.#model);
      this.#holder.replaceChildren(this.#card.element);
      this.#card.shown = true;
      if (this.#now > 0) this.move(this.#now);
    } else {
      this.#card.refresh(this.#model);
      this.#card.pulse();
    }
    setText(this.#about, describe(metadata));
    this.#about.hidden = this.#about.textContent === '';
    this.#write(chart, lines, contexts);
  }

  /** @param {number} now unix seconds */
  move(now) {
    this.#now = now;
    this.#card?.move(now, this.#state.windowSeconds);
  }

  #clear() {
    this.element.hidden = true;
    this.#card?.remove();
    this.#card = undefined;
    this.#model = undefined;
  }

  #write({ contexts: all, kind }, lines, contexts) {
    const labels = lines.length > 1 ? lines : ['latest'];
    if ([kind, ...labels].join() !== this.#labels) {
      this.#labels = [kind, ...labels].join();
      this.#table = new Table('Contexts of this metric', [
        { title: 'tags', kind: 'wide' },
        ...labels.map((title) => ({ title, kind: 'number' })),
        { title: 'in the window' },
        { title: kind === 'distribution' ? 'samples' : 'points', kind: 'number' },
        { title: 'newest', kind: 'number' },
      ]);
      this.#contexts.replaceChildren(this.#table.element);
    }
    const to = this.#now || Date.now() / 1_000;
    const from = to - this.#state.windowSeconds;
    this.#table.write(
      contexts,
      ({ host, tags }) => JSON.stringify([host, tags]),
      ({ host, tags, values, times, line, points, lastAt }) => [
        tagList(host, tags),
        ...labels.map((_, index) => formatValue(values[index])),
        spark(times, line, kind, from, to),
        formatCount(points),
        formatClock(lastAt),
      ],
      (row) => JSON.stringify(row),
    );
    const shown =
      all > contexts.length
        ? `The ${contexts.length} largest of ${formatPlural(all, 'context')}: filter to see others.`
        : `${formatPlural(all, 'context')}, the largest first.`;
    setText(this.#note, shown);
  }
}

function describe(metadata) {
  if (metadata == null) return '';
  const { description, unit, perUnit } = metadata;
  const per = unit === null ? '' : `Unit: ${unit}${perUnit === null ? '' : ` per ${perUnit}`}.`;
  return [description, per].filter(Boolean).join(' ');
}
