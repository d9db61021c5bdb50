import { Board } from './board.js';
import { CardinalityPage } from './cardinality-page.js';
import { MetricPage } from './metric-page.js';
import { NoticesPage } from './notices-page.js';
import { OverviewPage } from './overview-page.js';
import { PayloadsPage } from './payloads-page.js';

/** The event of the feed that each view is told by. */
const eventOf = { metrics: 'board' };

/** The views of the page, of which one is there at a time. Each is made when it is first shown. */
export class Views {
  #holder;
  #make;
  #made = new Map();
  #current;
  #name;
  /** Nothing came yet since the view is shown. */
  #waiting = true;
  /** What comes next may be of another window, or new: it must know the time at once. */
  #toMove = true;

  /** @param {() => void} onRange the view looks at another part of what there is */
  constructor(holder, onRange) {
    this.#holder = holder;
    this.#make = {
      metrics: () => new Board(onRange),
      metric: () => new MetricPage(),
      overview: () => new OverviewPage(),
      payloads: () => new PayloadsPage(),
      cardinality: () => new CardinalityPage(),
      notices: () => new NoticesPage(),
    };
  }

  /** Names of the events to be given to `take`. */
  get events() {
    return Object.keys(this.#make).map((name) => eventOf[name] ?? name);
  }

  /** The part of a list that is in view. */
  get range() {
    return this.#current?.range ?? {};
  }

  /** Another list comes, and is looked at from its beginning. */
  rewind() {
    this.#current.rewind?.();
  }

  show(state) {
    this.#toMove = true;
    if (state.view !== this.#name) {
      this.#waiting = true;
      this.#name = state.view;
      if (!this.#made.has(state.view)) this.#made.set(state.view, this.#make[state.view]());
      this.#current?.leave?.();
      this.#current = this.#made.get(state.view);
      this.#holder.replaceChildren(this.#current.element);
    }
    this.#current.show(state);
  }

  /** @param {number} now unix seconds @returns whether it is what is shown */
  take(event, detail, now) {
    if ((eventOf[this.#name] ?? this.#name) !== event) return false;
    this.#waiting = false;
    this.#current.take(detail);
    if (this.#toMove) this.move(now);
    this.#toMove = false;
    return true;
  }

  /** @param {number} now unix seconds */
  move(now) {
    this.#current.move?.(now);
  }

  step(by) {
    this.#current.step?.(by);
  }

  open() {
    this.#current.open?.();
  }

  /** What to say instead of an empty view; empty where there is something. */
  emptyText({ filter }) {
    if (this.#waiting || this.#current.size > 0) return '';
    return filter === '' ? this.#current.emptyText : `Nothing matches “${filter}”.`;
  }
}
