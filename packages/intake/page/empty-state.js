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
    ['Run it against this intake', `DD_URL=${location.origin} DD_API_KEY=${key} node app.js`],
  ];
  const list = element('ol');
  for (const [label, code] of steps) {
    const item = element('li');
    item.append(element('span', '', label), copyable(code));
    list.append(item);
  }
  holder.replaceChildren(
    element('h2', '', 'Waiting for the first payload'),
    element('p', '', 'This page fills by itself as soon as an app sends metrics here.'),
    list,
  );
}

function copyable(code) {
  const row = element('div', 'copyable');
  const text = element('code', '', code);
  const button = element('button', '', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy: ${code}`);
  button.addEventListener('click', () => {
    void copy(code, text).then((copied) => {
      button.textContent = copied ? 'Copied' : 'Selected';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1_500);
    });
  });
  row.append(text, button);
  return row;
}

/** Browsers give the clipboard to secure origins only; elsewhere the text is selected instead. */
async function copy(code, text) {
  try {
    await navigator.clipboard.writeText(code);
    return true;
  } catch {
    getSelection().selectAllChildren(text);
    return false;
  }
}
