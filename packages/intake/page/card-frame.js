import { element, setText } from './element.js';

/** The elements of a card. */
export class CardFrame {
  #labels = [];
  #values = [];

  /** @param {{ name: string }} model @param {string} [href] where the name leads */
  constructor({ name }, href) {
    this.element = element('article', 'card');
    this.element.tabIndex = 0;
    this.element.setAttribute('aria-label', name);
    const header = element('header');
    const title = element('h2');
    title.title = name;
    if (href === undefined) title.textContent = name;
    else {
      this.link = element('a', '', name);
      this.link.href = href;
      title.append(this.link);
    }
    this.badge = element('span', 'badge');
    header.append(title, this.badge);
    const reading = element('div', 'reading');
    this.value = element('p', 'value');
    this.caption = element('p', 'caption');
    reading.append(this.value, this.caption);
    this.legend = element('ul', 'legend');
    this.plot = element('div', 'plot');
    this.element.append(header, reading, this.legend, this.plot);
  }

  /** Reading it may cost a layout. */
  plotSize() {
    return { width: this.plot.clientWidth, height: this.plot.clientHeight };
  }

  /** @param {string[]} labels empty for no legend @param {boolean} split each in its own colour */
  setLegend(labels, split) {
    this.element.classList.toggle('split', split);
    if (labels.join('\n') === this.#labels.join('\n')) return;
    this.#labels = labels;
    this.#values = labels.map(() => element('b'));
    this.legend.replaceChildren(
      ...labels.map((label, index) => {
        const item = element('li');
        const name = element('span', '', label === '' ? '(empty)' : label);
        item.title = label;
        item.append(name, ' ', this.#values[index]);
        return item;
      }),
    );
  }

  /** @param {string[]} values one for each label */
  readLegend(values) {
    for (const [index, value] of this.#values.entries()) setText(value, values[index] ?? '–');
  }
}
