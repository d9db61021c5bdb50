import { element } from './element.js';

/**
 * A table whose rows are kept by key, so that what is selected or focused stays. On a narrow screen
 * each row is a block, and each cell says what it is.
 */
export class Table {
  #body = element('tbody');
  #columns;
  #rows = new Map();

  /**
   * @param {string} label for those who can't see it
   * @param {{ title: string, kind?: 'number' | 'wide', hidden?: boolean }[]} columns
   */
  constructor(label, columns) {
    this.#columns = columns;
    this.element = element('div', 'table');
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', label);
    const table = element('table');
    const head = element('tr');
    for (const { title, kind = '' } of columns) {
      const cell = element('th', kind, title);
      cell.scope = 'col';
      head.append(cell);
    }
    const header = element('thead');
    header.append(head);
    table.append(header, this.#body);
    this.element.append(table);
  }

  get size() {
    return this.#rows.size;
  }

  /**
   * @template T
   * @param {T[]} items in the order of the table
   * @param {(item: T) => string | number} keyOf
   * @param {(item: T) => (string | Node)[]} cellsOf
   * @param {(item: T) => string} [stampOf] a row is written anew when this changes
   */
  write(items, keyOf, cellsOf, stampOf = JSON.stringify) {
    const wanted = new Set(items.map(keyOf));
    for (const [key, { row }] of this.#rows) {
      if (wanted.has(key)) continue;
      row.remove();
      this.#rows.delete(key);
    }
    let place = this.#body.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const stamp = stampOf(item);
      let entry = this.#rows.get(key);
      if (entry === undefined) {
        entry = { row: element('tr'), stamp: undefined };
        this.#rows.set(key, entry);
      }
      if (entry.stamp !== stamp) {
        entry.stamp = stamp;
        entry.row.replaceChildren(...this.#cells(cellsOf(item)));
      }
      if (entry.row === place) place = place.nextElementSibling;
      else this.#body.insertBefore(entry.row, place);
    }
  }

  #cells(contents) {
    return contents.map((content, index) => {
      const { title, kind = '' } = this.#columns[index];
      const cell = element('td', kind);
      cell.dataset.title = title;
      cell.append(content);
      return cell;
    });
  }
}
