import { setText } from './element.js';
import { formatCount } from './format.js';

/** The figures of the header. The lamp blinks when a payload arrives. */
export class Totals {
  #light = document.getElementById('light');
  #payloads = 0;

  show({ series, points, payloads, dropped, evicted }) {
    const figures = { series, points, payloads, dropped, evicted: evicted.points };
    for (const [name, count] of Object.entries(figures)) {
      const target = document.getElementById(`total-${name}`);
      setText(target, formatCount(count));
      if (name === 'dropped' || name === 'evicted') target.parentElement.hidden = count === 0;
    }
    if (payloads > this.#payloads) this.#blink();
    this.#payloads = payloads;
  }

  #blink() {
    this.#light.classList.add('blink');
    setTimeout(() => this.#light.classList.remove('blink'), 150);
  }
}
