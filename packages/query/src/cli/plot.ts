import type { PointsResult, TimeseriesResult } from '../data/result.js';
import { orderedSeries } from '../data/rows.js';

interface Line {
  readonly name: string;
  readonly sums: Float64Array;
  readonly counts: Uint32Array;
}

/** Lines that are drawn; in more of them nobody finds anything. */
const drawnLines = 8;
/** Lines that are kept to choose from. */
const keptLines = 1_000;

const colors = ['Cyan', 'Yellow', 'Green', 'Magenta', 'Red', 'Blue', 'White', 'Black'] as const;

/** A chart of a range for a terminal: the mean of each column. Memory does not depend on the range. */
export class Plot {
  readonly #fromMs: number;
  readonly #columnMs: number;
  readonly #columns: number;
  readonly #lines = new Map<string, Line>();
  #left = 0;

  /** @param range in unix milliseconds. @param width in characters. */
  constructor(range: { startMs: number; endMs: number }, width: number) {
    this.#columns = Math.max(20, width);
    this.#fromMs = range.startMs;
    this.#columnMs = (range.endMs - range.startMs) / this.#columns;
  }

  add(result: PointsResult | TimeseriesResult): void {
    if (result.kind === 'points') {
      const times = result.timestamps.map((seconds) => seconds * 1_000);
      for (const name of ['avg', 'min', 'max'] as const) this.#put(name, times, result[name]);
      return;
    }
    for (const { name, groupTags, values } of orderedSeries(result.series)) {
      this.#put(
        [name, groupTags.join(',')].filter((text) => text !== '').join(' '),
        result.times,
        values,
      );
    }
  }

  /** @param color whether the terminal has colors. */
  async draw({ height, color }: { height: number; color: boolean }): Promise<string> {
    const chosen = this.#chosen();
    if (chosen.length === 0) return 'Nothing to draw: there are no values in this range.\n';
    const { default: plot } = await import('simple-ascii-chart');
    const coordinates = chosen.map((line) => this.#coordinatesOf(line));
    const atColumn = (share: number): number =>
      this.#fromMs + Math.round(share * (this.#columns - 1)) * this.#columnMs;
    const chart = plot(coordinates, {
      width: this.#columns,
      height,
      customXAxisTicks: [0, 0.25, 0.5, 0.75, 1].map(atColumn),
      formatter: (value, { axis }) =>
        axis === 'x' ? this.#timeLabel(value) : Number(value.toPrecision(4)),
      legend: { position: 'bottom', series: chosen.map(({ name }) => name) },
      ...(color && { color: chosen.map((_, index) => `ansi${colors[index] ?? 'White'}` as const) }),
    });
    const others = this.#lines.size - chosen.length + this.#left;
    const note = others === 0 ? '' : `and ${others} more; these have the largest values\n`;
    return `${chart}\n${note}`;
  }

  #put(name: string, times: Float64Array, values: Float64Array): void {
    let line = this.#lines.get(name);
    if (line === undefined) {
      if (this.#lines.size >= keptLines) {
        this.#left++;
        return;
      }
      const sums = new Float64Array(this.#columns);
      line = { name, sums, counts: new Uint32Array(this.#columns) };
      this.#lines.set(name, line);
    }
    const { sums, counts } = line;
    for (let index = 0; index < times.length; index++) {
      const value = values[index] as number;
      if (Number.isNaN(value)) continue;
      const wanted = Math.floor(((times[index] as number) - this.#fromMs) / this.#columnMs);
      const column = Math.min(Math.max(wanted, 0), this.#columns - 1);
      sums[column] = (sums[column] as number) + value;
      counts[column] = (counts[column] as number) + 1;
    }
  }

  /** The lines with the largest values, in their own order. */
  #chosen(): Line[] {
    const all = [...this.#lines.values()].filter(({ counts }) => counts.some((count) => count > 0));
    const largest = new Map(
      all.map((line) => [line, Math.max(...this.#coordinatesOf(line).map(([, value]) => value))]),
    );
    const top = new Set(
      [...all]
        .sort((a, b) => (largest.get(b) as number) - (largest.get(a) as number))
        .slice(0, drawnLines),
    );
    return all.filter((line) => top.has(line));
  }

  #coordinatesOf({ sums, counts }: Line): [number, number][] {
    const points: [number, number][] = [];
    for (let column = 0; column < this.#columns; column++) {
      const count = counts[column] as number;
      if (count === 0) continue;
      points.push([this.#fromMs + column * this.#columnMs, (sums[column] as number) / count]);
    }
    return points;
  }

  /** The time of day, or of a range over two days the date. */
  #timeLabel(milliseconds: number): string {
    const text = new Date(milliseconds).toISOString();
    const isLong = this.#columnMs * this.#columns > 172_800_000;
    return isLong ? text.slice(5, 10) : text.slice(11, 16);
  }
}
