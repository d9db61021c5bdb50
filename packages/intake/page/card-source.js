import { drawnParts } from './families.js';
import { formatCount, formatPlural } from './format.js';

const combineWords = {
  sum: 'sum over',
  mean: 'mean over',
  max: 'max over',
  min: 'min over',
};

/** What a card shows of a single metric. */
export class SingleSource {
  constructor(model) {
    this.model = model;
    this.name = model.name;
    this.models = [model];
  }

  get type() {
    return this.model.type;
  }

  get badge() {
    return this.type === 'unspecified' ? 'no type' : this.type;
  }

  get labels() {
    return this.type === 'distribution' ? ['median', 'p95'] : [this.model.combine];
  }

  get caption() {
    const { combine, contexts, width } = this.model;
    if (this.type === 'distribution') return samples(this.model.latest(2));
    const text = `${combineWords[combine]} ${formatPlural(contexts, 'context')}`;
    return this.type === 'count' ? `${text} · per ${width} s` : text;
  }

  data() {
    const lines = this.type === 'distribution' ? this.model.lines.slice(0, 2) : this.model.lines;
    return [this.model.times, ...lines];
  }
}

/** What a card shows of a histogram, whose aggregates arrive as metrics of their own. */
export class FamilySource {
  /**
   * @param {string} name
   * @param {Map<string, object>} parts models by the name of the part
   */
  constructor(name, parts) {
    this.name = name;
    this.type = 'histogram';
    this.count = parts.get('count');
    this.drawn = drawnParts(parts).map(([part, label]) => ({ label, model: parts.get(part) }));
    this.models = [...parts.values()];
  }

  get badge() {
    const count = this.count?.latest();
    return count === undefined ? 'histogram' : `histogram · ${formatCount(Math.round(count))}`;
  }

  get labels() {
    return this.drawn.map(({ label }) => label);
  }

  get caption() {
    return formatPlural(this.drawn[0].model.contexts, 'context');
  }

  /** The parts come with the same times, unless one was lost: then a line has a gap. */
  data() {
    const times = [...new Set(this.drawn.flatMap(({ model }) => model.times))].sort(
      (a, b) => a - b,
    );
    const lines = this.drawn.map(({ model }) => {
      const values = new Map(model.times.map((time, index) => [time, model.lines[0][index]]));
      return times.map((time) => values.get(time) ?? null);
    });
    return [times, ...lines];
  }
}

function samples(count) {
  return count === undefined ? 'no samples' : formatPlural(count, 'sample');
}
