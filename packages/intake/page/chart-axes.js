import { formatClock, formatIn } from './format.js';
import { colour } from './palette.js';

/** A chart as wide as this has room for seconds, and needs fewer labels for its width. */
const wideFrom = 500;
const font = '10.5px system-ui, sans-serif';
/** Of a digit in that font, whichever it is here, in pixels. */
const digitWidth = 6.5;
/** Of the labels of values, in pixels: as wide as most need, so that charts stand under each other. */
const usualWidth = 44;

export function timeAxis() {
  return {
    font,
    stroke: () => colour('faint'),
    size: 22,
    gap: 4,
    // Labels with seconds are wider; they are there when the span is short.
    space: ({ width }, _axis, min, max) => {
      if (width > wideFrom) return 84;
      return max - min < 200 ? 60 : 44;
    },
    grid: { show: false },
    ticks: { show: false },
    values: (chart, times, _axis, _space, step) =>
      times.map((time) => (atEdge(chart, time, step) ? '' : clockTime(time, step))),
  };
}

/** @param {string} [unit] of the values, see `formatIn` */
export function valueAxis(unit) {
  return {
    font,
    stroke: () => colour('faint'),
    size: widthOf,
    gap: 4,
    space: 26,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
    values: (_chart, values) => values.map((value) => formatIn(unit, value)),
  };
}

/** Wide enough for the longest label. */
function widthOf(_chart, labels) {
  const longest = Math.max(0, ...(labels ?? []).map(({ length }) => length));
  return Math.max(usualWidth, Math.ceil(longest * digitWidth) + 6);
}

/** A label so near an end of the axis would be cut off, or run into the other axis. */
function atEdge(chart, time, step) {
  const { min, max } = chart.scales.x;
  return Math.min(time - min, max - time) < (step < 60 ? 0.1 : 0.06) * (max - min);
}

/** With seconds where minutes would repeat. */
function clockTime(seconds, step) {
  const text = formatClock(seconds);
  return step < 60 ? text : text.slice(0, -3);
}
