import { LogBins } from '../harness/log-bins.mjs';

export const title = 'floor: joined key';
export const door = 'call';

const noTags = [];

/** One Map for each type, by a key that every call joins. */
class Floor {
  counts = new Map();
  gauges = new Map();
  histograms = new Map();

  increment(name, value = 1, tags = noTags) {
    const key = keyOf(name, tags);
    const count = this.counts.get(key);
    if (count === undefined) this.counts.set(key, { value });
    else count.value += value;
  }

  gauge(name, value, tags = noTags) {
    const key = keyOf(name, tags);
    const gauge = this.gauges.get(key);
    if (gauge === undefined) this.gauges.set(key, { value });
    else gauge.value = value;
  }

  histogram(name, value, tags = noTags) {
    const key = keyOf(name, tags);
    let histogram = this.histograms.get(key);
    if (histogram === undefined) {
      histogram = new LogBins();
      this.histograms.set(key, histogram);
    }
    histogram.add(value);
  }
}

function keyOf(name, tags) {
  if (!Array.isArray(tags)) return `${name}|${joinRecord(tags)}`;
  return tags.length === 0 ? name : `${name}|${tags.join(',')}`;
}

function joinRecord(tags) {
  let key = '';
  for (const tag in tags) key += `${tag}:${tags[tag]},`;
  return key;
}

export const open = () => ({ client: new Floor() });
