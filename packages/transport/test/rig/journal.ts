import type { InspectedPayload } from '@dogstats/intake';

/** Everything that reached the payload routes of an intake, and what it then holds. */
export class Journal {
  readonly #entries: InspectedPayload[] = [];

  add(entry: InspectedPayload): void {
    this.#entries.push(entry);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** In the order of their answers. */
  get entries(): readonly InspectedPayload[] {
    return this.#entries;
  }

  get accepted(): readonly InspectedPayload[] {
    return this.#entries.filter(({ request }) => request.status === 202);
  }

  /** Names of the metrics of each request, in order. */
  get metrics(): readonly (readonly string[])[] {
    return this.#entries.map(({ content }) => content.series.map(({ metric }) => metric));
  }

  /** Of each series and second (`name@second`) the value accepted last: what Datadog would show. */
  get lastValues(): ReadonlyMap<string, number> {
    return new Map(this.#points((type) => type !== 'distribution'));
  }

  /** Samples of distributions accepted, by name: Datadog adds up all it gets. */
  samples(metric: string): number[] {
    const points = this.#points((type) => type === 'distribution');
    return points.filter(([key]) => key.startsWith(`${metric}@`)).map(([, value]) => value);
  }

  /** How often each series and second was accepted. */
  get times(): ReadonlyMap<string, number> {
    const times = new Map<string, number>();
    for (const [key] of this.#points(() => true)) times.set(key, (times.get(key) ?? 0) + 1);
    return times;
  }

  #points(wanted: (type: string) => boolean): [string, number][] {
    return this.accepted.flatMap(({ content }) =>
      content.series
        .filter(({ type }) => wanted(type))
        .flatMap(({ metric, timestamps, values }) =>
          timestamps.map((second, index): [string, number] => [
            `${metric}@${second}`,
            values[index] ?? Number.NaN,
          ]),
        ),
    );
  }
}
