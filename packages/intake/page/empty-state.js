import { copyText } from './copy.js';
import { element } from './element.js';

/**
 * The three lines that get a first number onto the page.
 *
 * @param {HTMLElement} holder
 * @param {string} key what to write for the API key
 */
export function fillEmptyState(holder, key) {
  const steps = [
    ['In your app', "import { dogStats } from 'dogstats';"],
    [
      'Once at the start, then wherever something happens',
      "dogStats.start(); dogStats.increment('page.views');",
    ],
    ['Run it against this intake', `DD_URL=${location.origin} DD_API_KEY=${key} node app.mjs`],
  ];
  const list = element('ol');
  for (const [label, code] of steps) {
    const item = element('li');
    item.append(element('span', '', label), copyable(code));
    list.append(item);
  }
  const wave = element('div', 'wave');
  wave.setAttribute('aria-hidden', 'true');
  wave.append(element('i'), element('i'), element('i'), element('i'), element('i'));
  holder.replaceChildren(
    wave,
    element('h2', '', 'Waiting for the first payload'),
    element('p', '', 'This page fills by itself as soon as an app sends metrics here.'),
    list,
  );
}

function copyable(code) {
  const row = element('div', 'copyable');
  const button = element('button', '', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy: ${code}`);
  button.addEventListener('click', () => void copyText(code, button, 'Copied'));
  row.append(element('code', '', code), button);
  return row;
}
