/**
 * What the page knows of one chart: the columns of the window, as plain arrays that the chart draws
 * from, and what was said of it last.
 */
export class ChartModel {
  times = [];
  lines = [];

  /** @param {object} view the first one received, see the feed */
  constructor(view) {
    this.merge(view);
  }

  /** Columns from `view.from` on replace those held. */
  merge(view) {
    const { from, times, lines, ...said } = view;
    const same = view.width === this.width && sameTexts(view.labels, this.labels);
    Object.assign(this, said);
    const kept = same ? firstFrom(this.times, from) : 0;
    this.times.length = kept;
    this.times.push(...times);
    this.lines.length = lines.length;
    for (const [index, line] of lines.entries()) {
      this.lines[index] ??= [];
      this.lines[index].length = kept;
      this.lines[index].push(...line);
    }
  }

  /** Forgets columns that ended before `time`. */
  trim(time) {
    const ended = time - this.width;
    if (!(this.times[0] < ended)) return;
    let gone = 0;
    while (this.times[gone] < ended) gone++;
    this.times.splice(0, gone);
    for (const line of this.lines) line.splice(0, gone);
  }

  /** What a chart is made for; when it changes, the chart is made anew. */
  get shape() {
    return [this.kind, this.split, ...this.labels].join('\n');
  }

  /** p50, p95, p99 or the like: lines that lie above each other. */
  get banded() {
    return !this.split && this.lines.length > 1;
  }
}

function firstFrom(times, time) {
  let index = times.length;
  while (index > 0 && times[index - 1] >= time) index--;
  return index;
}

function sameTexts(a, b) {
  return b !== undefined && a.length === b.length && a.every((text, index) => text === b[index]);
}
