import { badgeOf, captionOf } from './captions.js';
import { CardFrame } from './card-frame.js';
import { chartData, makeChart } from './chart.js';
import { dequeue, enqueue } from './draw-queue.js';
import { setText } from './element.js';
import { formatClock, formatIn } from './format.js';

const quietSeconds = 60;

/**
 * A chart with its name, its newest value and its legend. Drawn only while it is in view.
 *
 * For tests and scripts the element carries `data-metric`, `data-type`, `data-latest` (the newest
 * value plotted, unrounded) and the uPlot instance as its property `chart`.
 */
export class Card {
  #model;
  #chart;
  #shown = false;
  /** What the chart was made for. */
  #shape;
  #range = { min: 0, max: 1 };
  #pointed;

  /**
   * @param {import('./chart-model.js').ChartModel} model
   * @param {{ href?: string, size?: { width: number, height: number } }} options where the name
   * leads, and the size of the chart where it is known without a look
   */
  constructor(model, { href, caption = captionOf } = {}) {
    this.#model = model;
    this.captionOf = caption;
    this.frame = new CardFrame(model, href);
    this.element = this.frame.element;
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('blur', () => this.#chart?.setCursor({ left: -10, top: -10 }));
    this.#write();
  }

  get name() {
    return this.#model.name;
  }

  /** The data changed. */
  refresh(model = this.#model) {
    this.#model = model;
    this.#write();
    if (this.#shown) enqueue(this, () => this.#draw());
  }

  /** Time went on. @param {number} now unix seconds @param {number} span seconds to show */
  move(now, span) {
    this.#range = { min: now - span, max: now };
    this.element.classList.toggle('quiet', now - this.#model.lastAt > quietSeconds);
    if (this.#shown) enqueue(this, () => this.#draw());
  }

  /** A payload arrived. */
  pulse() {
    if (!this.#shown) return;
    this.element.classList.add('pulse');
    setTimeout(() => this.element.classList.remove('pulse'), 120);
  }

  /** In view or not. A chart that leaves is let go of: canvases are large. */
  set shown(shown) {
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (shown) enqueue(this, () => this.#draw());
    else this.#drop();
  }

  /** The room for the chart changed. In a view that is not shown there is none. */
  resize() {
    if (this.#chart === undefined || !this.element.isConnected) return;
    enqueue(this, () => this.#draw(true));
  }

  /** Colours changed. */
  recolour() {
    if (this.#chart !== undefined) enqueue(this, () => this.#chart?.redraw());
  }

  remove() {
    this.#shown = false;
    this.#drop();
    this.element.remove();
  }

  #drop() {
    dequeue(this);
    this.#chart?.destroy();
    this.#chart = undefined;
    this.element.chart = undefined;
  }

  #draw(resized = false) {
    const { shape } = this.#model;
    if (this.#chart === undefined || shape !== this.#shape) {
      this.#drop();
      this.#shape = shape;
      const point = (index) => this.#point(index);
      this.#chart = makeChart(this.frame.plot, this.frame.plotSize(), this.#model, point);
      this.element.chart = this.#chart;
    } else {
      if (resized) this.#chart.setSize(this.frame.plotSize());
    }
    // In a batch it is drawn now, and not after this frame's time was taken.
    this.#chart.batch(() => {
      this.#chart.setData(chartData(this.#model), false);
      this.#chart.setScale('x', this.#range);
    });
  }

  #key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined || event.target !== this.element || this.#chart === undefined) return;
    event.preventDefault();
    const [times] = this.#chart.data;
    const index = Math.min(Math.max((this.#pointed ?? times.length) + by, 0), times.length - 1);
    this.#chart.setCursor({ left: this.#chart.valToPos(times[index], 'x'), top: 20 });
  }

  #point(index) {
    if (index === this.#pointed) return;
    this.#pointed = index;
    this.#read();
  }

  #write() {
    const model = this.#model;
    const { dataset } = this.element;
    dataset.metric = model.name;
    dataset.type = model.kind;
    dataset.latest = String(model.lines[0]?.at(-1) ?? '');
    const alone = model.lines.length === 1 && !model.split;
    this.frame.setLegend(alone ? [] : model.labels, model.split);
    setText(this.frame.badge, badgeOf(model));
    this.#read();
  }

  /** Writes the newest values, or those under the pointer. */
  #read() {
    const pointed = this.#chart !== undefined && this.#pointed !== undefined;
    const { times, lines } = this.#model;
    const [shownTimes, ...shownLines] = pointed ? this.#chart.data : [times, ...lines];
    const index = pointed ? this.#pointed : shownTimes.length - 1;
    const written = (value) => formatIn(this.#model.unit, value);
    setText(this.frame.value, written(shownLines[0]?.[index]));
    setText(
      this.frame.caption,
      pointed ? formatClock(shownTimes[index]) : this.captionOf(this.#model),
    );
    this.frame.readLegend(shownLines.map((line) => written(line[index])));
  }
}
