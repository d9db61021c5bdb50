const retryMs = 1_000;
/** The intake says something every three seconds, so longer silence is a dead connection. */
const deadMs = 10_000;

/**
 * The connection to the intake's event stream, which mends itself.
 *
 * Dispatches `start`, `metrics`, `removed`, `settled` and `totals` with the data as `detail`, and
 * `lost` when the connection breaks.
 */
export class LiveFeed extends EventTarget {
  #source;
  #filter = '';
  #timer;

  /** Connects, or connects anew with another filter. */
  connect(filter = this.#filter) {
    this.#filter = filter;
    this.#source?.close();
    const query = new URLSearchParams(location.search);
    query.set('filter', filter);
    this.#source = new EventSource(`/feed?${query}`);
    for (const name of ['start', 'metrics', 'removed', 'settled', 'totals']) {
      this.#source.addEventListener(name, (event) => {
        this.#expect();
        this.dispatchEvent(new CustomEvent(name, { detail: JSON.parse(event.data) }));
      });
    }
    this.#source.addEventListener('error', () => this.#lose());
    this.#expect();
  }

  #expect() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), deadMs);
  }

  #lose() {
    this.#source.close();
    this.dispatchEvent(new Event('lost'));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.connect(), retryMs);
  }
}
