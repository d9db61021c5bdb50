import { element } from './element.js';

const groups = [
  [
    'Go to',
    [
      ['1 – 5', 'Metrics, overview, payloads, cardinality, events'],
      ['/', 'the filter'],
      ['Esc', 'no filter; from a metric back to all'],
    ],
  ],
  [
    'Charts',
    [
      ['j  k', 'next, previous chart'],
      ['←  →', 'read the chart column by column'],
      ['Enter', 'the page of the metric'],
      ['w', 'window: 1 m, 5 m, 1 h'],
      ['s', 'split by the next tag key'],
    ],
  ],
  [
    'Page',
    [
      ['t', 'theme: auto, dark, light'],
      ['?', 'this help'],
    ],
  ],
];

/** Hears the keys; "?" shows what they do. */
export class Keys {
  #help = helpDialog();

  /** @param {Record<string, (event: KeyboardEvent) => void>} actions by key */
  constructor(actions) {
    document.body.append(this.#help);
    const help = () => this.#help.showModal();
    document.getElementById('help-button').addEventListener('click', help);
    document.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || this.#help.open) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      const action = event.key === '?' ? help : actions[event.key];
      if (action === undefined) return;
      if (action(event) !== false) event.preventDefault();
    });
  }
}

function isTyping(target) {
  return target.matches('select, textarea, input:not([type="radio"])');
}

function helpDialog() {
  const dialog = element('dialog', 'help');
  dialog.setAttribute('aria-labelledby', 'help-title');
  const title = element('h2', '', 'Keyboard');
  title.id = 'help-title';
  const close = element('button', 'close', 'Close');
  close.type = 'button';
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  const body = element('div', 'help-body');
  for (const [name, keys] of groups) {
    const list = element('dl');
    for (const [key, does] of keys) {
      const row = element('div');
      const term = element('dt');
      for (const part of key.split('  ')) term.append(element('kbd', '', part));
      row.append(term, element('dd', '', does));
      list.append(row);
    }
    const group = element('section');
    group.append(element('h3', '', name), list);
    body.append(group);
  }
  const head = element('header');
  head.append(title, close);
  const inner = element('div', 'help-inner');
  inner.append(head, body);
  dialog.append(inner);
  return dialog;
}
