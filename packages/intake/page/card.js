import { chartData, makeChart } from './chart.js';
import { element, setText } from './element.js';
import { formatValue } from './format.js';

const quietSeconds = 60;

/**
 * One card of the board. The chart exists only while the card is in view.
 *
 * For tests and scripts the element carries `data-metric`, `data-type`, `data-latest` (the newest
 * value plotted, unrounded) and the uPlot instance as its property `chart`. Out of view there is no
 * chart, and the values are those of the moment it left.
 */
export class Card {
  #source;
  #chart;
  #span;
  #now = Date.now() / 1_000;
  #pointed;
  #legend = [];

  /**
   * @param {object} source
   * @param {number} span seconds to show
   */
  constructor(source, span) {
    this.#source = source;
    this.#span = span;
    this.element = element('article', 'card');
    this.element.tabIndex = 0;
    this.element.setAttribute('aria-label', source.name);
    this.#build();
    this.#write();
  }

  /** Whether the card is in view, and so drawn. */
  get shown() {
    return this.#chart !== undefined;
  }

  /** The data changed. Out of view that is only noted. @param {object} source */
  refresh(source) {
    const restyled = this.#shape(source) !== this.#shape(this.#source);
    this.#source = source;
    if (restyled) this.#buildLegend();
    if (!this.shown) return;
    if (restyled) this.show(this.#chart);
    else this.#chart.setData(chartData(source), false);
    this.#write();
    this.move(this.#now, this.#span);
  }

  /**
   * Time went on.
   *
   * @param {number} now unix seconds
   * @param {number} span seconds to show
   */
  move(now, span) {
    this.#now = now;
    this.#span = span;
    if (!this.shown) return;
    const lastAt = Math.max(...this.#source.models.map((model) => model.lastAt));
    this.element.classList.toggle('quiet', now - lastAt > quietSeconds);
    this.#chart.setScale('x', { min: now - span, max: now });
  }

  /** A payload arrived. */
  pulse() {
    if (!this.shown) return;
    this.element.classList.add('pulse');
    setTimeout(() => this.element.classList.remove('pulse'), 120);
  }

  /** Size of the space for the chart. Reading it may cost a layout: read all, then draw all. */
  measure() {
    return { width: this.plot.clientWidth, height: this.plot.clientHeight };
  }

  /** The card came into view. @param {{ width: number, height: number }} size */
  show(size) {
    this.hide();
    this.#chart = makeChart(this.plot, size, this.#source, (index) => this.#point(index));
    this.element.chart = this.#chart;
    this.#write();
    this.move(this.#now, this.#span);
  }

  /** The card went out of view. */
  hide() {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.element.chart = undefined;
  }

  resize(width) {
    if (this.shown && width !== this.#chart.width) {
      this.#chart.setSize({ width, height: this.#chart.height });
    }
  }

  redraw() {
    this.#chart?.redraw();
  }

  /** Moves the reading by columns, for the keyboard. @param {number} by −1 or 1 */
  step(by) {
    if (!this.shown) return;
    const [times] = this.#chart.data;
    const index = Math.min(Math.max((this.#pointed ?? times.length) + by, 0), times.length - 1);
    this.#chart.setCursor({ left: this.#chart.valToPos(times[index], 'x'), top: 20 });
  }

  #build() {
    this.element.dataset.metric = this.#source.name;
    const header = element('header');
    const title = element('h2', '', this.#source.name);
    title.title = this.#source.name;
    this.badge = element('span', 'badge');
    header.append(title, this.badge);
    this.value = element('p', 'value');
    this.caption = element('p', 'caption');
    this.legend = element('ul', 'legend');
    const reading = element('div', 'reading');
    reading.append(this.value, this.caption);
    this.plot = element('div', 'plot');
    this.element.append(header, reading, this.legend, this.plot);
    this.#buildLegend();
    this.element.addEventListener('keydown', (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.step(by);
    });
    this.element.addEventListener('blur', () => this.#chart?.setCursor({ left: -10, top: -10 }));
  }

  #buildLegend() {
    const { labels } = this.#source;
    this.#legend = labels.length > 1 ? labels.map(() => element('li')) : [];
    this.legend.replaceChildren(...this.#legend);
  }

  #point(index) {
    if (index === this.#pointed) return;
    this.#pointed = index;
    this.#read();
  }

  #write() {
    const { dataset } = this.element;
    dataset.type = this.#source.type;
    dataset.latest = String(this.#source.data()[1]?.at(-1) ?? '');
    this.#read();
  }

  /** Writes the newest values, or those under the pointer. */
  #read() {
    const pointed = this.shown && this.#pointed !== undefined;
    const [times, ...lines] = pointed ? this.#chart.data : this.#source.data();
    const index = pointed ? this.#pointed : times.length - 1;
    setText(this.badge, this.#source.badge);
    setText(this.value, formatValue(lines[0][index]));
    setText(this.caption, pointed ? clockTime(times[index]) : this.#source.caption);
    this.caption.title = this.caption.textContent;
    this.#legend.forEach((item, line) => {
      setText(item, `${this.#source.labels[line]} ${formatValue(lines[line][index])}`);
    });
  }

  /** What a chart is made for; when it changes, the chart is made anew. */
  #shape(source) {
    return [source.type, ...source.labels].join();
  }
}

function clockTime(seconds) {
  return seconds === undefined ? '' : new Date(seconds * 1_000).toLocaleTimeString('en-GB');
}
