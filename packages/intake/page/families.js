const part = /^(?<base>.+)\.(?<part>avg|median|min|max|sum|count|\d{1,2}percentile)$/;

/** The lines worth drawing of a histogram, and the words for them. */
const drawn = [
  ['avg', 'avg'],
  ['median', 'median'],
  ['95percentile', 'p95'],
  ['99percentile', 'p99'],
  ['max', 'max'],
];
const maxLines = 3;

/** `http.time.95percentile` → base `http.time`, part `95percentile`; otherwise nothing. */
export function familyPart(name) {
  return part.exec(name)?.groups;
}

/**
 * Whether metrics that share a base are one histogram: a middle or a percentile, and one part more.
 * A lone `orders.count` stays a metric of its own, and so does a pair of `pool.min`, `pool.max`.
 *
 * @param {Map<string, unknown>} parts by the name of the part
 */
export function isFamily(parts) {
  const names = [...parts.keys()];
  return names.length > 1 && names.some((name) => /^(avg|median|\d+percentile)$/.test(name));
}

/** The parts to draw, as pairs of part and label: avg, p95 and max when they are there. */
export function drawnParts(parts) {
  const there = drawn.filter(([name]) => parts.has(name));
  const usual = there.filter(([name]) => name !== 'median' && name !== '99percentile');
  return (usual.length === maxLines ? usual : there).slice(0, maxLines);
}
