import { writeAddress } from './address.js';
import { BoardGrid } from './board-grid.js';
import { Card } from './card.js';
import { ChartModel } from './chart-model.js';
import { element } from './element.js';

/** A young board shows this much at least, and grows to the whole window. */
const leastSpanSeconds = 60;

/**
 * A card for each chart in view, and a little around it. How many there are in all is known by number
 * only: the others come when they are scrolled to.
 */
export class Board {
  emptyText = 'No metric is held at the moment.';
  /** Cards by the key of their chart. */
  #cards = new Map();
  #keys = [];
  #state;
  #now = 0;
  #grid;

  /** @param {(range: { first: number, count: number }) => void} onRange other charts are in view */
  constructor(onRange) {
    this.element = element('section', 'board');
    this.element.setAttribute('aria-label', 'Metrics');
    this.#grid = new BoardGrid(this.element, onRange, () => this.#place());
    addEventListener('palette', () => this.#each(({ card }) => card.recolour()));
  }

  /** What to ask the intake for. */
  get range() {
    return this.#grid.range;
  }

  /** Charts there are, in view or not. */
  get size() {
    return this.#grid.total;
  }

  /** The page looks at this board, or at other things on it. */
  show(state) {
    this.#state = state;
    this.#grid.measure();
  }

  /** What the intake says: the list when it changed, charts when they did. */
  take({ first, keys, total, charts }) {
    const views = new Map(charts.map((view) => [view.key, view]));
    if (keys !== undefined) {
      this.#keys = keys;
      for (const [key, { card }] of this.#cards) {
        if (keys.includes(key)) continue;
        card.remove();
        this.#cards.delete(key);
      }
      this.#grid.setList(first, total);
    }
    for (const [key, view] of views) this.#merge(key, view);
    if (keys !== undefined) this.#order();
    this.#place();
  }

  /** @param {number} now unix seconds */
  move(now) {
    this.#now = now;
    const { windowSeconds } = this.#state;
    let earliest = now;
    this.#each(({ model }) => {
      model.trim(now - windowSeconds);
      if (model.times.length > 0) earliest = Math.min(earliest, model.times[0]);
    });
    const least = Math.min(leastSpanSeconds, windowSeconds);
    const span = Math.min(Math.max(now - earliest, least), windowSeconds);
    this.#each(({ card }) => card.move(now, span));
  }

  /** Moves the focus from card to card. @param {number} by −1 or 1 */
  step(by) {
    const at = this.#keys.indexOf(this.#focused());
    const next = Math.min(Math.max(at + by, 0), this.#keys.length - 1);
    this.#cards.get(this.#keys[at < 0 ? 0 : next])?.card.element.focus();
  }

  /** Opens the page of the card that has the focus. */
  open() {
    const key = this.#focused();
    if (key !== undefined)
      location.hash = writeAddress({ ...this.#state, view: 'metric', metric: key });
  }

  #focused() {
    const card = document.activeElement?.closest('.card');
    return this.#keys.find((key) => this.#cards.get(key)?.card.element === card);
  }

  #merge(key, view) {
    const entry = this.#cards.get(key);
    if (entry === undefined) {
      const model = new ChartModel(view);
      const href = writeAddress({ ...this.#state, view: 'metric', metric: key });
      this.#cards.set(key, { model, card: new Card(model, { href }) });
      return;
    }
    entry.model.merge(view);
    entry.card.refresh();
    entry.card.pulse();
  }

  /** As the eye goes, so goes the tab key. */
  #order() {
    let place = this.element.firstElementChild;
    for (const key of this.#keys) {
      const card = this.#cards.get(key)?.card.element;
      if (card === undefined) continue;
      if (card === place) place = place.nextElementSibling;
      else this.element.insertBefore(card, place);
    }
  }

  #place() {
    for (const [index, key] of this.#keys.entries()) {
      const card = this.#cards.get(key)?.card;
      if (card === undefined) continue;
      const { resized, near } = this.#grid.place(card.element, index);
      if (resized) card.resize();
      card.shown = near;
    }
    if (this.#now > 0) this.move(this.#now);
  }

  #each(action) {
    for (const entry of this.#cards.values()) action(entry);
  }
}
