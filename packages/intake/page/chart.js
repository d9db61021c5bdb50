import { timeAxis, valueAxis } from './chart-axes.js';
import { tint } from './palette.js';
import uPlot from './vendor/uPlot.esm.js';

const opacities = [1, 0.78, 0.58];

/**
 * Draws a chart's lines into `holder`: columns for counts, an area for one line, bands between lines
 * that lie above each other, lines for the values of a tag.
 *
 * @param {HTMLElement} holder
 * @param {{ width: number, height: number }} size
 * @param {import('./chart-model.js').ChartModel} model
 * @param {(index: number | undefined) => void} onPoint the column under the pointer, here or in
 * another chart: all point at the same time
 */
export function makeChart(holder, size, model, onPoint) {
  const bars = model.kind === 'count' && !model.split;
  return new uPlot(
    {
      width: size.width,
      height: size.height,
      padding: [8, 6, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { size: 6, width: 0, fill: (_, line) => strokeOf(model, line - 1) },
        sync: { key: 'time', setSeries: false },
      },
      scales: { x: { time: true, auto: false }, y: { range: bars ? columnRange : valueRange } },
      axes: [timeAxis(), valueAxis(model.unit)],
      series: [{}, ...model.labels.map((_, line) => lineStyle(model, line, bars))],
      bands: model.banded ? bandsOf(model) : [],
      hooks: { setCursor: [(chart) => onPoint(chart.cursor.idx ?? undefined)] },
    },
    chartData(model, bars),
    holder,
  );
}

/** The data as the chart wants it: with a gap where all lines were silent. */
export function chartData({ times, lines, width, kind, split }) {
  if (kind === 'count' && !split) return [times, ...lines];
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

/** Of the values of a tag each line has a colour, of anything else all have the type's. */
function strokeOf({ kind, split }, line, opacity = 1) {
  return tint(split ? `line-${line + 1}` : kind, opacity);
}

function lineStyle(model, line, bars) {
  const opacity = model.split ? 1 : (opacities[line] ?? 1);
  const style = {
    stroke: () => strokeOf(model, line, opacity),
    width: line === 0 || model.split ? 1.75 : 1.25,
    points: { show: (chart) => chart.data[0].length < 2, size: 5 },
    // A value of a tag may be silent for a column.
    spanGaps: model.split,
  };
  if (bars) {
    style.paths = uPlot.paths.bars({ size: [0.78, 26], radius: 0.2, align: 1 });
    style.fill = () => tint(model.kind, 0.75);
    style.width = 0;
    style.points = { show: false };
  } else if (model.lines.length === 1) {
    style.fill = (chart) => fade(chart, strokeOf(model, 0, 0.26), strokeOf(model, 0, 0.02));
  }
  return style;
}

/** The upper band is the fainter one: fewer samples lie there. */
function bandsOf(model) {
  return model.lines.slice(1).map((_, index) => ({
    series: [index + 2, index + 1],
    fill: () => tint(model.kind, index === 0 ? 0.2 : 0.1),
  }));
}

/** Strong at the line, gone at the bottom. */
function fade(chart, strong, weak) {
  const { top, height } = chart.bbox;
  const gradient = chart.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, strong);
  gradient.addColorStop(1, weak);
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
