/** Values kept; beyond, each is as likely to be among them as any other. */
const maxKept = 10_000;

/** The values of a histogram: all aggregates exact, percentiles of a sample once there are too many. */
export class SampleList {
  min: number = Number.POSITIVE_INFINITY;
  max: number = Number.NEGATIVE_INFINITY;
  sum = 0;
  count = 0;
  readonly #kept: number[] = [];

  add(value: number): void {
    this.count++;
    this.sum += value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    if (this.#kept.length < maxKept) this.#kept.push(value);
    else {
      const place = Math.floor(Math.random() * this.count);
      if (place < maxKept) this.#kept[place] = value;
    }
  }

  sorted(): readonly number[] {
    return [...this.#kept].sort((a, b) => a - b);
  }
}
