import { writeAddress } from './address.js';
import { BoardGrid } from './board-grid.js';
import { Card } from './card.js';
import { ChartModel } from './chart-model.js';
import { element } from './element.js';

/** A young board shows this much at least, and grows to the whole window. */
const leastSpanSeconds = 60;

/**
 * A card for each chart on the screen and next to it, and the data of some more around. How many there
 * are in all is known by number only: the others come when they are scrolled to.
 */
export class Board {
  emptyText = 'No metric is held at the moment.';
  /** By the key of the chart. */
  #models = new Map();
  #cards = new Map();
  /** Of the charts whose data is here, in their order. */
  #keys = [];
  #state;
  #grid;
  #now = 0;
  #span = leastSpanSeconds;

  /** @param {(range: { first: number, count: number }) => void} onRange other charts are in view */
  constructor(onRange) {
    this.element = element('section', 'board');
    this.element.setAttribute('aria-label', 'Metrics');
    this.#grid = new BoardGrid(this.element, onRange, () => this.#place());
    addEventListener('palette', () => this.#eachCard((card) => card.recolour()));
  }

  /** What to ask the intake for. */
  get range() {
    return this.#grid.range;
  }

  /** Charts there are, in view or not. */
  get size() {
    return this.#grid.total;
  }

  /** Another list comes, and is looked at from its beginning. */
  rewind() {
    this.#grid.rewind();
  }

  /** The page looks at this board, or at other things on it. */
  show(state) {
    this.#state = state;
    for (const [key, card] of this.#cards) card.frame.link.href = this.#addressOf(key);
    this.#grid.measure();
  }

  /** What the intake says: the list when it changed, charts when they did. */
  take({ first, keys, total, charts }) {
    if (keys !== undefined) {
      this.#keys = keys;
      const kept = new Set(keys);
      for (const key of this.#models.keys()) if (!kept.has(key)) this.#drop(key);
      this.#grid.setList(first, total);
    }
    for (const view of charts) this.#merge(view);
    this.#place();
  }

  /** @param {number} now unix seconds */
  move(now) {
    this.#now = now;
    const { windowSeconds } = this.#state;
    let earliest = now;
    for (const model of this.#models.values()) {
      model.trim(now - windowSeconds);
      if (model.times.length > 0) earliest = Math.min(earliest, model.times[0]);
    }
    this.#span = Math.min(Math.max(now - earliest, leastSpanSeconds), windowSeconds);
    this.#eachCard((card) => card.move(now, this.#span));
  }

  /** Moves the focus from card to card. @param {number} by −1 or 1 */
  step(by) {
    const at = this.#keys.indexOf(this.#focused());
    const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), this.#keys.length - 1);
    this.#cards.get(this.#keys[next])?.element.focus();
  }

  /** Opens the page of the card that has the focus. */
  open() {
    const key = this.#focused();
    if (key !== undefined) location.hash = this.#addressOf(key);
  }

  #focused() {
    const { activeElement } = document;
    return this.#keys.find((key) => this.#cards.get(key)?.element === activeElement);
  }

  #addressOf(key) {
    return writeAddress({ ...this.#state, view: 'metric', metric: key });
  }

  #merge(view) {
    const model = this.#models.get(view.key);
    if (model === undefined) {
      this.#models.set(view.key, new ChartModel(view));
      return;
    }
    model.merge(view);
    const card = this.#cards.get(view.key);
    card?.refresh();
    card?.pulse();
  }

  #drop(key) {
    this.#models.delete(key);
    this.#cards.get(key)?.remove();
    this.#cards.delete(key);
  }

  /** Makes the cards that came near, lets go of those that went away, and puts all in their place. */
  #place() {
    const near = this.#grid.near();
    // As the eye goes, so goes the tab key.
    let place = this.element.firstElementChild;
    for (const [index, key] of this.#keys.entries()) {
      if (!near(index) || !this.#models.has(key)) {
        const gone = this.#cards.get(key);
        if (gone === undefined) continue;
        if (gone.element === place) place = place.nextElementSibling;
        gone.remove();
        this.#cards.delete(key);
        continue;
      }
      const card = this.#cards.get(key) ?? this.#makeCard(key);
      if (card.element === place) place = place.nextElementSibling;
      else this.element.insertBefore(card.element, place);
      if (this.#grid.place(card.element, index)) card.resize();
    }
  }

  #makeCard(key) {
    const card = new Card(this.#models.get(key), { href: this.#addressOf(key) });
    this.#cards.set(key, card);
    card.move(this.#now, this.#span);
    card.shown = true;
    return card;
  }

  #eachCard(act) {
    for (const card of this.#cards.values()) act(card);
  }
}
