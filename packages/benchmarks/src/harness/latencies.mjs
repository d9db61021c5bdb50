/** 1,024 lognormal durations in seconds, median 50 ms: the same ones in every process. */
export const latencies = Array.from({ length: 1024 }, (_, index) => {
  const angle = 2 * Math.PI * fraction(index * Math.SQRT2);
  const radius = Math.sqrt(-2 * Math.log(fraction((index + 1) * Math.sqrt(3))));
  return 0.05 * Math.exp(0.6 * radius * Math.cos(angle));
});

function fraction(value) {
  return value - Math.floor(value);
}
