/** A million values of either sign from a billionth to a billion, evenly over the magnitudes. */
export const samples = 1_000_000;

export function sampleAt(index) {
  // Steps by the golden ratio fill the unit interval evenly, without repeating themselves.
  const position = (index * 0.6180339887498949) % 1;
  const magnitude = 10 ** (18 * position - 9);
  return index % 2 === 0 ? magnitude : -magnitude;
}

/** Records all of them in each of so many histograms. */
export const record = {
  call:
    (client, histograms, name = 'histogram') =>
    () => {
      for (let each = 0; each < histograms; each++) {
        const metric = `${name}.${each}`;
        for (let index = 0; index < samples; index++) client.histogram(metric, sampleAt(index));
      }
    },
  labels: (client, histograms, name = 'histogram') => {
    const all = Array.from({ length: histograms }, (_, each) =>
      client.histogram(`${name}_${each}`, []),
    );
    return () => {
      for (const histogram of all) {
        for (let index = 0; index < samples; index++) histogram.observe(sampleAt(index));
      }
    };
  },
};
