/** A sink that takes everything at once and keeps nothing. */
export const nullSink = {
  mode: 'replace',
  async write({ points }) {
    let accepted = 0;
    for (const point of points) accepted += point.samples;
    return { accepted, dropped: {}, possiblyDuplicated: 0, errors: [] };
  },
  async close() {},
};
