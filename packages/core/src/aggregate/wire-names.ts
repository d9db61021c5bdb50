import type { MetricType } from '../metric/metric-type.js';
import type { Problems } from './problem.js';

/**
 * Which type writes to which name on the server. There, type is no part of the identity: a gauge and
 * a count of one name overwrite each other, and so do histogram `x` and gauge `x.max`.
 */
export class WireNames {
  readonly #histogramSuffixes: readonly string[];
  readonly #max: number;
  readonly #problems: Problems;
  readonly #types = new Map<string, MetricType>();

  constructor(histogramSuffixes: readonly string[], max: number, problems: Problems) {
    this.#histogramSuffixes = histogramSuffixes;
    this.#max = max;
    this.#problems = problems;
  }

  /** Notes the names that a metric writes to, and tells once when another type has one of them. */
  claim(type: MetricType, name: string): void {
    if (this.#types.size >= this.#max) this.#types.clear();
    const suffixes = type === 'histogram' ? this.#histogramSuffixes : [''];
    for (const suffix of suffixes) {
      const wireName = name + suffix;
      const other = this.#types.get(wireName);
      if (other === undefined) this.#types.set(wireName, type);
      else if (other !== type) this.#reportClash(name, type, wireName, other);
    }
  }

  #reportClash(name: string, type: MetricType, wireName: string, other: MetricType): void {
    this.#problems.report(
      'type_clash',
      name,
      () =>
        `${type} "${name}" and a ${other} both write to "${wireName}"; on the server they overwrite each other. Give one of them another name.`,
    );
  }
}
