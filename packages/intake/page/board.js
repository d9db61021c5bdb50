import { Card } from './card.js';
import { FamilySource, SingleSource } from './card-source.js';
import { familyPart, isFamily } from './families.js';
import { MetricModel, metricId } from './metric-model.js';

const chartsPerFrame = 4;
/** A young board shows this much at least, and grows to the whole window. */
const leastSpanSeconds = 60;

/** All cards, sorted by name, and the models behind them. */
export class Board {
  #holder;
  #models = new Map();
  #cards = new Map();
  /** Models that changed since the last frame. */
  #changed = new Set();
  #regroup = false;
  #seen;
  #windowSeconds = 300;
  /** Seconds that all charts show. */
  #span = 300;
  #frame = 0;
  #visible;
  /** Cards that came into view and have no chart yet. */
  #coming = new Set();

  /** @param {HTMLElement} holder */
  constructor(holder) {
    this.#holder = holder;
    this.#visible = new IntersectionObserver((entries) => this.#look(entries), {
      rootMargin: '240px',
    });
    new ResizeObserver(() => this.#resize()).observe(holder);
    addEventListener('palette', () => this.#each((card) => card.redraw()));
  }

  get size() {
    return this.#models.size;
  }

  /** A new connection: what is not seen again until `settle` is gone. */
  start(windowSeconds) {
    this.#windowSeconds = windowSeconds;
    this.#seen = new Set();
  }

  settle() {
    for (const id of this.#models.keys()) if (!this.#seen.has(id)) this.#drop(id);
    this.#seen = undefined;
    this.#draw();
  }

  merge(views) {
    for (const view of views) {
      const id = metricId(view);
      this.#seen?.add(id);
      const model = this.#models.get(id);
      if (model !== undefined) model.merge(view);
      else {
        this.#models.set(id, new MetricModel(view));
        this.#regroup = true;
      }
      this.#changed.add(id);
    }
    this.#draw();
  }

  remove({ name, distribution }) {
    this.#drop(metricId({ name, type: distribution ? 'distribution' : '' }));
    this.#draw();
  }

  /** @param {number} now unix seconds */
  move(now) {
    let earliest = now;
    for (const model of this.#models.values()) {
      model.trim(now - this.#windowSeconds);
      if (model.times.length > 0) earliest = Math.min(earliest, model.times[0]);
    }
    this.#span = Math.min(Math.max(now - earliest, leastSpanSeconds), this.#windowSeconds);
    this.#each((card) => card.move(now, this.#span));
  }

  #drop(id) {
    if (this.#models.delete(id)) this.#regroup = true;
  }

  /** Once per frame at most, however many events came. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const sources = this.#regroup ? this.#sources() : undefined;
      if (sources !== undefined) this.#arrange(sources);
      this.#regroup = false;
      this.#refresh();
      this.#changed.clear();
    });
  }

  #refresh() {
    for (const { card, source } of this.#cards.values()) {
      if (!source.models.some((model) => this.#changed.has(metricId(model)))) continue;
      card.refresh(source);
      card.pulse();
    }
  }

  /** What the cards are made from, in the order of the board. */
  #sources() {
    const families = new Map();
    for (const model of this.#models.values()) {
      const found = model.type === 'distribution' ? undefined : familyPart(model.name);
      if (found === undefined) continue;
      if (!families.has(found.base)) families.set(found.base, new Map());
      families.get(found.base).set(found.part, model);
    }
    const sources = [];
    const members = new Set();
    for (const [base, parts] of families) {
      if (!isFamily(parts)) continue;
      sources.push([`f ${base}`, new FamilySource(base, parts)]);
      for (const model of parts.values()) members.add(model);
    }
    for (const [id, model] of this.#models) {
      if (!members.has(model)) sources.push([id, new SingleSource(model)]);
    }
    return sources.sort(([, a], [, b]) => (a.name < b.name ? -1 : 1));
  }

  #arrange(sources) {
    const wanted = new Map(sources);
    for (const [key, { card }] of this.#cards) {
      if (wanted.has(key)) continue;
      this.#visible.unobserve(card.element);
      this.#coming.delete(card);
      card.hide();
      card.element.remove();
      this.#cards.delete(key);
    }
    let place = this.#holder.firstElementChild;
    for (const [key, source] of sources) {
      let entry = this.#cards.get(key);
      if (entry === undefined) {
        entry = { card: new Card(source, this.#span), source };
        entry.card.element.card = entry.card;
        this.#cards.set(key, entry);
        this.#visible.observe(entry.card.element);
      } else {
        entry.source = source;
        entry.card.refresh(source);
      }
      if (entry.card.element === place) place = place.nextElementSibling;
      else this.#holder.insertBefore(entry.card.element, place);
    }
  }

  /** Charts come and go with the view. */
  #look(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#coming.add(target.card);
      else {
        this.#coming.delete(target.card);
        target.card.hide();
      }
    }
    this.#showSome();
  }

  /** A few charts per frame, so that scrolling stays smooth. */
  #showSome() {
    const some = [...this.#coming].slice(0, chartsPerFrame);
    const sizes = some.map((card) => card.measure());
    for (const [index, card] of some.entries()) {
      this.#coming.delete(card);
      if (!card.shown) card.show(sizes[index]);
    }
    if (this.#coming.size > 0) requestAnimationFrame(() => this.#showSome());
  }

  /** All cards are of one width. */
  #resize() {
    const first = this.#holder.firstElementChild;
    if (first === null) return;
    const { width } = first.card.measure();
    this.#each((card) => card.resize(width));
  }

  #each(action) {
    for (const { card } of this.#cards.values()) action(card);
  }
}
