/** Relative width of a bin: the Agent's, for an error of at most 1/128. */
export const gamma: number = 1 + 2 / 128;

const logGamma = Math.log(gamma);

/** Smaller values share the bin of zero. */
const minValue = 1e-9;

/** So that the smallest value has key 1. */
const bias: number = -Math.floor(Math.log(minValue) / logGamma) + 1;

/** Keys have 16 bits; the last one is infinity. */
export const maxKey = 32_767;

/** The bin of a value. */
export function keyOf(value: number): number {
  if (value < 0) return -keyOf(-value);
  if (value < minValue) return 0;
  const key = roundToEven(Math.log(value) / logGamma) + bias;
  return Math.min(Math.max(key, 1), maxKey);
}

/** The value in the middle of a bin. */
export function middleOf(key: number): number {
  if (key < 0) return -middleOf(-key);
  return key === 0 ? 0 : gamma ** (key - bias);
}

export function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const part = value - floor;
  if (part !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
