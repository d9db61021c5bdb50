const leastWidth = 320;
const gap = 16;
const cardHeight = 232;
/** Rows beyond the screen whose data is held, and those of them that are drawn. */
const heldRows = 4;
const drawnRows = 1;
const maxCards = 120;

/** Where cards go on a board of which only what is near the screen exists. */
export class BoardGrid {
  total = 0;
  #holder;
  #onRange;
  #onMove;
  #first = 0;
  #columns = 1;
  #width = leastWidth;
  #asked = { first: 0, count: 24 };

  /**
   * @param {HTMLElement} holder
   * @param {(range: { first: number, count: number }) => void} onRange other cards should be held
   * @param {() => void} onMove cards are to be placed anew
   */
  constructor(holder, onRange, onMove) {
    this.#holder = holder;
    this.#onRange = onRange;
    this.#onMove = onMove;
    addEventListener('scroll', () => this.#scroll(), { passive: true });
    new ResizeObserver(() => this.measure() && this.#scroll()).observe(holder);
  }

  get range() {
    return this.#asked;
  }

  /** Asks for the beginning of the list next. */
  rewind() {
    this.#asked = { ...this.#asked, first: 0 };
  }

  /** @param {number} first place of the first card held @param {number} total how many there are */
  setList(first, total) {
    this.#first = first;
    this.total = total;
    const rows = Math.ceil(total / this.#columns);
    this.#holder.style.height = `${Math.max(rows * (cardHeight + gap) - gap, 0)}px`;
    // Of a list that became shorter the page may show what is not there any more.
    this.#ask();
  }

  /** How wide cards are. @returns whether that changed */
  measure() {
    const room = this.#holder.clientWidth;
    if (room === 0) return false;
    this.#columns = Math.max(1, Math.floor((room + gap) / (leastWidth + gap)));
    const width = (room - (this.#columns - 1) * gap) / this.#columns;
    const changed = width !== this.#width;
    this.#width = width;
    this.setList(this.#first, this.total);
    return changed;
  }

  /** @param {number} index among the cards held @returns whether it has another size now */
  place({ style }, index) {
    const at = this.#first + index;
    const row = Math.floor(at / this.#columns);
    const left = (at % this.#columns) * (this.#width + gap);
    const transform = `translate(${left}px, ${row * (cardHeight + gap)}px)`;
    if (style.transform !== transform) style.transform = transform;
    const width = `${this.#width}px`;
    if (style.width === width) return false;
    style.width = width;
    return true;
  }

  /** Which of the cards held are on the screen or next to it, as it is now. */
  near() {
    const { from, to } = this.#rows(drawnRows);
    return (index) => {
      const row = Math.floor((this.#first + index) / this.#columns);
      return row >= from && row < to;
    };
  }

  /** The rows on the screen, and some around them. */
  #rows(around) {
    const top = -this.#holder.getBoundingClientRect().top;
    const height = cardHeight + gap;
    const from = Math.max(0, Math.floor(top / height) - around);
    const to = Math.max(0, Math.ceil((top + innerHeight) / height) + around);
    return { from, to };
  }

  #scroll() {
    if (this.#holder.offsetParent === null) return;
    this.#ask();
    this.#onMove();
  }

  /** Anew only when the screen comes near the end of what was asked for. */
  #ask() {
    const seen = this.#cards(drawnRows + 1);
    const { first, count } = this.#asked;
    const end = Math.min(seen.first + seen.count, this.total);
    const wanted = this.#cards(heldRows);
    // Half of what is held may be far away, more is a waste.
    const enough = seen.first >= first && end <= first + count && count <= 2 * wanted.count;
    if (enough || (first === wanted.first && count === wanted.count)) return;
    this.#asked = wanted;
    this.#onRange(wanted);
  }

  /** Fewer rows around a screen that is large. */
  #cards(around) {
    const { from, to } = this.#rows(around);
    const count = (to - from) * this.#columns;
    if (count > maxCards && around > 0) return this.#cards(around - 1);
    return { first: from * this.#columns, count: Math.min(count, maxCards) };
  }
}
