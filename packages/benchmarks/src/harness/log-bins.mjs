/** Values counted in logarithmic bins of 2 %, from a nanosecond to thirty years. */
export class LogBins {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  bins = new Float64Array(2048);

  add(value) {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.bins[Math.max(0, Math.ceil(Math.log(value) * 50) + 1024) & 2047]++;
  }
}
