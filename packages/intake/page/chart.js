import { formatValue } from './format.js';
import { colour, tint } from './palette.js';
import uPlot from './vendor/uPlot.esm.js';

const font = '10.5px system-ui, sans-serif';
const opacities = [1, 0.66, 0.42];

/**
 * Draws a card's lines into `holder`: columns for counts, an area for one line, lines for several.
 *
 * @param {HTMLElement} holder
 * @param {{ width: number, height: number }} size
 * @param {{ type: string, labels: string[], data(): number[][] }} source
 * @param {(index: number | undefined) => void} onPoint the column under the pointer
 */
export function makeChart(holder, size, source, onPoint) {
  const bars = source.type === 'count';
  return new uPlot(
    {
      width: size.width,
      height: size.height,
      padding: [8, 6, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { size: 6, width: 0, fill: () => colour(source.type) },
      },
      scales: { x: { time: true, auto: false }, y: { range: bars ? columnRange : valueRange } },
      axes: [timeAxis(), valueAxis()],
      series: [{}, ...source.labels.map((_, line) => lineStyle(source, line, bars))],
      hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? undefined)] },
    },
    chartData(source),
    holder,
  );
}

/** The data as the chart wants it: with a gap where a line was silent. */
export function chartData(source) {
  const [times, ...lines] = source.data();
  const width = source.models[0].width;
  if (source.type === 'count') return [times, ...lines];
  const spaced = [[], ...lines.map(() => [])];
  times.forEach((time, index) => {
    if (index > 0 && time - times[index - 1] > 3 * width) {
      spaced[0].push(times[index - 1] + width);
      for (let line = 1; line < spaced.length; line++) spaced[line].push(null);
    }
    spaced[0].push(time);
    for (const [position, line] of lines.entries()) spaced[position + 1].push(line[index]);
  });
  return spaced;
}

function lineStyle(source, line, bars) {
  const opacity = opacities[line] ?? 1;
  const style = {
    stroke: () => tint(source.type, opacity),
    width: 1.5,
    points: { show: (chart) => chart.data[0].length < 2, size: 5 },
  };
  if (bars) {
    style.paths = uPlot.paths.bars({ size: [0.72, 26], radius: 0.25, align: 1 });
    style.fill = () => tint(source.type, 0.7);
    style.width = 0;
    style.points = { show: false };
  } else if (line === 0) {
    style.fill = (chart) => fade(chart, source.type);
  }
  return style;
}

/** Strong at the line, gone at the bottom. */
function fade(chart, type) {
  const { top, height: depth } = chart.bbox;
  const gradient = chart.ctx.createLinearGradient(0, top, 0, top + depth);
  gradient.addColorStop(0, tint(type, 0.26));
  gradient.addColorStop(1, tint(type, 0.02));
  return gradient;
}

/** Always with zero: how long a column is, is what is read. */
function columnRange(_chart, low, high) {
  const least = Math.min(low ?? 0, 0);
  const most = Math.max(high ?? 0, 0);
  return least === most ? [0, 1] : [least * 1.08, most * 1.08];
}

/** From zero, unless all values lie close together far away from it. */
function valueRange(_chart, low, high) {
  if (low === null || high === null) return [0, 1];
  const spread = high - low;
  if (low >= 0 && (low < 0.8 * high || spread === 0)) return [0, high === 0 ? 1 : high * 1.08];
  if (spread === 0) return [low - 1, low + 1];
  return [low - spread * 0.15, high + spread * 0.15];
}

function timeAxis() {
  return {
    font,
    stroke: () => colour('faint'),
    size: 22,
    gap: 4,
    // Labels with seconds are wider; they are there when the span is short.
    space: (_chart, _axis, min, max) => (max - min < 200 ? 60 : 44),
    grid: { show: false },
    ticks: { show: false },
    values: (chart, times, _axis, _space, step) =>
      times.map((time) => (atEdge(chart, time, step) ? '' : clockTime(time, step))),
  };
}

/** A label so near an end of the axis would be cut off, or run into the other axis. */
function atEdge(chart, time, step) {
  const { min, max } = chart.scales.x;
  return Math.min(time - min, max - time) < (step < 60 ? 0.1 : 0.06) * (max - min);
}

function valueAxis() {
  return {
    font,
    stroke: () => colour('faint'),
    size: 44,
    gap: 4,
    space: 26,
    grid: { stroke: () => colour('grid'), width: 1 },
    ticks: { show: false },
    values: (_chart, values) => values.map(formatValue),
  };
}

/** With seconds where minutes would repeat. */
function clockTime(seconds, step) {
  const parts = { hour: '2-digit', minute: '2-digit' };
  if (step < 60) parts.second = '2-digit';
  return new Date(seconds * 1_000).toLocaleTimeString('en-GB', parts);
}
