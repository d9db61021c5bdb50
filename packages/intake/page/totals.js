import { setText } from './element.js';
import { formatCount } from './format.js';

/** Writes the figures of the header. */
export function showTotals({ series, points, payloads, dropped }) {
  for (const [name, count] of Object.entries({ series, points, payloads, dropped })) {
    const target = document.getElementById(`total-${name}`);
    setText(target, formatCount(count));
    if (name === 'dropped') target.parentElement.hidden = count === 0;
  }
}
