/** What clients of DogStatsD say of themselves. */
const ofTheClient = 'datadog.dogstatsd.client.';

const aggregate = /\.(min|max|avg|median|sum|count|\d+percentile)$/;

/**
 * What an intake holds, in a few words for each context: its metric, tags, type and value, under a key.
 * The aggregates of a histogram are one of them.
 */
export function holdingsOf(intake) {
  const held = intake.series().filter(({ metric }) => !metric.startsWith(ofTheClient));
  const isHistogram = histogramsIn(held);
  const rows = new Map();
  for (const series of held) {
    const base = series.metric.replace(aggregate, '');
    const tags = series.tags.join(' ');
    if (!isHistogram(series)) {
      const [type, value] = typeAndValue(series);
      add(rows, series.metric, tags, type, value);
    } else if (series.metric.endsWith('.count')) {
      const max = lastOf(held.find(isSibling(series, `${base}.max`)));
      const atMost = max === undefined ? '' : `, up to ${short(max)}`;
      add(rows, base, tags, 'histogram', `${short(sumOf(series))}${atMost}`);
    }
  }
  for (const { title, tags, alertType } of intake.events()) {
    add(rows, title, tags.join(' '), 'event', alertType);
  }
  for (const { check, tags, status } of intake.checks()) {
    add(rows, check, tags.join(' '), 'check', status);
  }
  return rows;
}

/** Hosts don't matter here: counts of several add up, of gauges there is one that is shown. */
function add(rows, what, tags, type, value) {
  const key = `${what} ${tags} ${type}`;
  const before = rows.get(key);
  const total = type === 'count' && before !== undefined ? before.value + value : value;
  rows.set(key, { what, tags, type, value: total });
}

/** Those that have siblings and are counted, unlike a metric that somebody named `orders.count`. */
function histogramsIn(held) {
  const names = new Map();
  for (const { metric } of held) {
    const base = metric.replace(aggregate, '');
    if (base !== metric) names.set(base, (names.get(base) ?? new Set()).add(metric));
  }
  return ({ metric }) => {
    const base = metric.replace(aggregate, '');
    const siblings = names.get(base);
    return siblings !== undefined && siblings.size > 1 && siblings.has(`${base}.count`);
  };
}

function isSibling({ host, tags }, metric) {
  return (other) =>
    other.metric === metric && other.host === host && other.tags.join() === tags.join();
}

function typeAndValue(series) {
  if (series.type === 'distribution') {
    const samples = (series.samples ?? []).flatMap(({ values }) => values);
    const sum = samples.reduce((total, value) => total + value, 0);
    return ['distribution', `${samples.length}, sum ${short(sum)}`];
  }
  return series.type === 'gauge' ? ['gauge', lastOf(series)] : ['count', sumOf(series)];
}

/** What was counted, also by an Agent, which makes a rate per second of it. */
function sumOf({ type, interval = 1, points }) {
  const sum = points.reduce((total, { value }) => total + value, 0);
  return type === 'rate' ? Math.round(sum * interval * 1e6) / 1e6 : sum;
}

function lastOf(series) {
  return series?.points.at(-1)?.value;
}

/** A number to look at: four digits, if it is not whole. */
export function short(value) {
  if (typeof value !== 'number') return value ?? '–';
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
