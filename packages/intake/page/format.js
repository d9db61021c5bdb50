const steps = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
];

/** Made once: they cost far more than what they do. */
const [two, three, four] = [2, 3, 4].map(
  (most) => new Intl.NumberFormat('en-US', { maximumSignificantDigits: most }),
);
const counts = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** A value for reading at a glance: at most four digits that matter. 12345678 → "12.3M". */
export function formatValue(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(2);
  for (const [from, suffix] of steps) {
    if (size >= from) return three.format(value / (suffix === 'k' ? 1_000 : from)) + suffix;
  }
  return (size >= 1_000 ? four : three).format(value);
}

/** A whole number with separators: 1204 → "1,204". */
export function formatCount(count) {
  return counts.format(count);
}

/** 95 → "1 min 35 s". */
export function formatSeconds(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}

/** Bytes for reading at a glance: 12345 → "12.3 kB". */
export function formatBytes(bytes) {
  if (bytes < 1_000) return `${three.format(bytes)} B`;
  const [unit, size] = [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ].find(([, least]) => bytes >= least);
  return `${three.format(bytes / size)} ${unit}`;
}

/** A value in its unit: bytes as such, anything else as a number. @param {string} [unit] */
export function formatIn(unit, value) {
  return unit === 'byte' && value != null ? formatBytes(value) : formatValue(value);
}

/** How many times smaller something was made: "8.7 ×". */
export function formatRatio(raw, wire) {
  return raw > 0 && wire > 0 ? `${two.format(raw / wire)} ×` : '–';
}

/** Something per second: small ones are not told apart. */
export function formatRate(perSecond) {
  return perSecond > 0 && perSecond < 0.01 ? '< 0.01' : formatValue(perSecond);
}

/** Time of day of a time in unix seconds: "12:03:45". */
export function formatClock(seconds) {
  return seconds === undefined ? '' : clock.format(seconds * 1_000);
}

/** "1 context", "6 contexts". */
export function formatPlural(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
