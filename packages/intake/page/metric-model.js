/**
 * What the page knows of one metric: the columns of the last minutes, as plain arrays that the
 * chart draws from.
 */
export class MetricModel {
  /** @param {object} view the first view received, see the feed */
  constructor(view) {
    this.name = view.name;
    this.times = [];
    this.lines = view.lines.map(() => []);
    this.merge(view);
  }

  /** Columns from `view.from` on replace those held. */
  merge(view) {
    this.type = view.type;
    this.combine = view.combine;
    this.contexts = view.contexts;
    this.lastAt = view.lastAt;
    if (view.width !== this.width || view.lines.length !== this.lines.length) {
      this.width = view.width;
      this.times = [];
      this.lines = view.lines.map(() => []);
    }
    const kept = firstFrom(this.times, view.from);
    this.times.length = kept;
    this.times.push(...view.times);
    this.lines.forEach((line, index) => {
      line.length = kept;
      line.push(...view.lines[index]);
    });
  }

  /** Forgets columns that ended before `time`. */
  trim(time) {
    const gone = firstFrom(this.times, time - this.width);
    if (gone === 0) return;
    this.times.splice(0, gone);
    for (const line of this.lines) line.splice(0, gone);
  }

  /** The newest value of a line, or undefined when the window is empty. */
  latest(line = 0) {
    return this.lines[line].at(-1);
  }
}

/** Series and distributions of one name are two metrics. */
export function metricId({ name, type }) {
  return `${type === 'distribution' ? 'd' : 's'} ${name}`;
}

function firstFrom(times, time) {
  let index = times.length;
  while (index > 0 && times[index - 1] >= time) index--;
  return index;
}
