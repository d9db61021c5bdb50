const retryMs = 1_000;
/** The intake says something every three seconds, so longer silence is a dead connection. */
const deadMs = 10_000;
const events = 'start totals board metric overview payloads cardinality notices'.split(' ');

/**
 * The connection to the intake's event stream, which mends itself.
 *
 * Dispatches the events of the feed with their data as `detail`, and `lost` when the connection
 * breaks.
 */
export class LiveFeed extends EventTarget {
  #source;
  #watch = {};
  /** The same as text. */
  #looked;
  #turn = 0;
  /** Of the open connection; nothing while there is none. */
  #id;
  /** The turn that the intake was told last. */
  #told = 0;
  #telling = false;
  #timer;

  /**
   * Says what the page looks at: at once, or as soon as the intake has taken what was said before. The
   * same again is not said.
   */
  look(watch) {
    const looked = JSON.stringify(watch);
    if (looked === this.#looked) return;
    this.#looked = looked;
    this.#watch = watch;
    this.#turn++;
    if (this.#source === undefined) this.#connect();
    else void this.#tell();
  }

  #connect() {
    this.#source?.close();
    this.#id = undefined;
    this.#told = this.#turn;
    const query = new URLSearchParams(location.search);
    query.set('watch', JSON.stringify({ ...this.#watch, turn: this.#turn }));
    this.#source = new EventSource(`/feed?${query}`);
    for (const name of events) {
      this.#source.addEventListener(name, (event) => this.#hear(name, JSON.parse(event.data)));
    }
    this.#source.addEventListener('error', () => this.#lose());
    this.#expect();
  }

  #hear(name, detail) {
    this.#expect();
    if (name === 'start') this.#id = detail.id;
    this.dispatchEvent(new CustomEvent(name, { detail }));
    if (name === 'start') void this.#tell();
  }

  /** One at a time: of several changes in the meantime the last one counts. */
  async #tell() {
    if (this.#telling || this.#id === undefined || this.#told === this.#turn) return;
    const id = this.#id;
    let taken = false;
    this.#telling = true;
    this.#told = this.#turn;
    try {
      const body = JSON.stringify({ ...this.#watch, id, turn: this.#turn });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`/feed/watch${location.search}`, {
        method: 'POST',
        body,
        headers,
      });
      // What it refuses it would refuse again.
      taken = answer.status !== 404 && answer.status < 500;
    } catch {
      // No answer: it may not have heard it.
    }
    this.#telling = false;
    // The next connection begins with what is looked at; maybe there is one already.
    if (!taken && id === this.#id) this.#lose();
    else void this.#tell();
  }

  #expect() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lose(), deadMs);
  }

  #lose() {
    this.#source.close();
    this.#id = undefined;
    this.dispatchEvent(new Event('lost'));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), retryMs);
  }
}
