const steps = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e4, 'k'],
];

/** A value for reading at a glance: at most four digits that matter. 12345678 → "12.3M". */
export function formatValue(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(2);
  for (const [from, suffix] of steps) {
    if (size >= from) return digits(value / (suffix === 'k' ? 1_000 : from), 3) + suffix;
  }
  return digits(value, size >= 1_000 ? 4 : 3);
}

/** A whole number with separators: 1204 → "1,204". */
export function formatCount(count) {
  return count.toLocaleString('en-US');
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
  if (bytes < 1_000) return `${digits(bytes, 3)} B`;
  const [unit, size] = [
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ].find(([, least]) => bytes >= least);
  return `${digits(bytes / size, 3)} ${unit}`;
}

/** How many times smaller something was made: "8.7 ×". */
export function formatRatio(raw, wire) {
  return raw > 0 && wire > 0 ? `${digits(raw / wire, 2)} ×` : '–';
}

/** Something per second: small ones are not told apart. */
export function formatRate(perSecond) {
  return perSecond > 0 && perSecond < 0.01 ? '< 0.01' : formatValue(perSecond);
}

/** Time of day of a time in unix seconds: "12:03:45". */
export function formatClock(seconds) {
  return seconds === undefined ? '' : new Date(seconds * 1_000).toLocaleTimeString('en-GB');
}

/** "1 context", "6 contexts". */
export function formatPlural(count, noun) {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function digits(value, most) {
  return value.toLocaleString('en-US', { maximumSignificantDigits: most });
}
