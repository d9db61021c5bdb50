import { setText } from './element.js';
import { formatCount } from './format.js';

/** Writes the figures of the header. */
export function showTotals({ series, points, payloads, dropped, evicted }) {
  const figures = { series, points, payloads, dropped, evicted: evicted.points };
  for (const [name, count] of Object.entries(figures)) {
    const target = document.getElementById(`total-${name}`);
    setText(target, formatCount(count));
    if (name === 'dropped' || name === 'evicted') target.parentElement.hidden = count === 0;
  }
}
