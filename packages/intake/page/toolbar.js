import { element } from './element.js';

const placeholders = {
  metric: 'Filter contexts by tag',
  payloads: 'Filter by route, status or problem',
  notices: 'Filter by name, text or tag',
};

/** Filter, split, aggregate, order and window: what is looked at, by hand. */
export class Toolbar {
  #filter = document.getElementById('filter');
  #by = document.getElementById('by');
  #aggregate = document.getElementById('aggregate');
  #sort = document.getElementById('sort');
  #window = document.getElementById('window');
  #keys = [];
  /** The options of the tag keys, as they are written. */
  #written;

  /** @param {(change: object) => void} onChange told what is to be another way */
  constructor(onChange) {
    this.#filter.addEventListener('input', () => onChange({ filter: this.#filter.value.trim() }));
    this.#by.addEventListener('change', () => onChange({ by: this.#by.value }));
    this.#aggregate.addEventListener('change', () =>
      onChange({ aggregate: this.#aggregate.value }),
    );
    this.#sort.addEventListener('change', () => onChange({ sort: this.#sort.value }));
    this.#window.addEventListener('change', ({ target }) =>
      onChange({ windowSeconds: Number(target.value) }),
    );
  }

  /** Shows what is looked at. */
  show({ view, filter, by, aggregate, sort, windowSeconds }) {
    if (this.#filter.value.trim() !== filter) this.#filter.value = filter;
    this.#filter.placeholder = placeholders[view] ?? 'Filter by name or tag';
    this.#aggregate.value = aggregate;
    this.#sort.value = sort;
    this.#window.querySelector(`[value="${windowSeconds}"]`).checked = true;
    this.#write(by);
    for (const part of document.querySelectorAll('[data-for]')) {
      part.hidden = !part.dataset.for.split(' ').includes(view);
    }
  }

  /** Tag keys that there is something to tell apart by. */
  offer(keys) {
    if (keys.join('\n') === this.#keys.join('\n')) return;
    this.#keys = keys;
    this.#write(this.#by.value);
  }

  focusFilter() {
    this.#filter.focus();
    this.#filter.select();
  }

  clearFilter() {
    this.#filter.value = '';
    this.#filter.dispatchEvent(new Event('input'));
    this.#filter.blur();
  }

  /** The next one of the tag keys, of the windows. */
  turn(name) {
    if (name === 'by') {
      this.#by.selectedIndex = (this.#by.selectedIndex + 1) % this.#by.options.length;
      this.#by.dispatchEvent(new Event('change'));
      return;
    }
    const radios = [...this.#window.querySelectorAll('input')];
    radios[(radios.findIndex(({ checked }) => checked) + 1) % radios.length].click();
  }

  /** What is chosen stays among the choices, also where no metric has that key at the moment. */
  #write(by) {
    const keys = by === '' || this.#keys.includes(by) ? this.#keys : [...this.#keys, by];
    const written = keys.join('\n');
    if (written !== this.#written) {
      const options = ['', ...keys].map((key) => {
        const option = element('option', '', key === '' ? 'nothing' : key);
        option.value = key;
        return option;
      });
      this.#by.replaceChildren(...options);
      this.#written = written;
    }
    this.#by.value = by;
  }
}
