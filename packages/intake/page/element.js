/**
 * Makes an element. Text goes in as text only, never as markup: names and tags come from anywhere.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function element(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== '') made.textContent = text;
  return made;
}

/** Sets a text only when it changes, which spares the browser a layout. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
