import { chartData, makeChart } from './chart.js';
import { element, setText } from './element.js';
import { formatValue } from './format.js';

const quietSeconds = 60;

/**
 * One card of the board. The chart exists only while the card is in view.
 *
 * For tests and scripts the element carries `data-metric`, `data-type`, `data-latest` (the newest
 * value plotted, unrounded) and, while in view, the uPlot instance as its property `chart`.
 */
export class Card {
  #source;
  #chart;
  #windowSeconds;
  #now = 0;
  #pointed;
  #legend = [];

  constructor(source, windowSeconds) {
    this.#source = source;
    this.#windowSeconds = windowSeconds;
    this.element = element('article', 'card');
    this.element.tabIndex = 0;
    this.#build();
    this.refresh(source);
  }

  /** The data changed. @param {object} source */
  refresh(source) {
    const restyled = this.#shape(source) !== this.#shape(this.#source);
    this.#source = source;
    const { dataset } = this.element;
    dataset.type = source.type;
    dataset.latest = String(source.data()[1]?.at(-1) ?? '');
    if (restyled) {
      this.#buildLegend();
      if (this.#chart !== undefined) this.show();
    } else {
      this.#chart?.setData(chartData(source), false);
    }
    this.#read();
    this.move(this.#now);
  }

  /** Time went on. @param {number} now unix seconds */
  move(now) {
    if (now === 0) return;
    this.#now = now;
    const lastAt = Math.max(...this.#source.models.map((model) => model.lastAt));
    this.element.classList.toggle('quiet', now - lastAt > quietSeconds);
    this.#chart?.setScale('x', { min: now - this.#windowSeconds, max: now });
  }

  /** A payload arrived. */
  pulse() {
    this.element.classList.add('pulse');
    setTimeout(() => this.element.classList.remove('pulse'), 120);
  }

  /** The card came into view. */
  show() {
    this.hide();
    this.#chart = makeChart(this.plot, this.#source, (index) => this.#point(index));
    this.element.chart = this.#chart;
    this.move(this.#now);
  }

  /** The card went out of view. */
  hide() {
    this.#chart?.destroy();
    this.#chart = undefined;
    this.element.chart = undefined;
  }

  resize() {
    this.#chart?.setSize({ width: this.plot.clientWidth, height: this.#chart.height });
  }

  redraw() {
    this.#chart?.redraw();
  }

  /** Moves the reading by columns, for the keyboard. @param {number} by −1 or 1 */
  step(by) {
    if (this.#chart === undefined) return;
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

  /** Writes the newest values, or those under the pointer. */
  #read() {
    const pointed = this.#chart !== undefined && this.#pointed !== undefined;
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
