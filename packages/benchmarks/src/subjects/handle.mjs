import { LogBins } from '../harness/log-bins.mjs';

export const title = 'floor: handle';
export const door = 'handle';

/** Closures over the object that counts: nothing is looked up. */
export function open() {
  const client = {
    counter() {
      const count = { value: 0 };
      return (value) => {
        count.value += value;
      };
    },
    gauge() {
      const gauge = { value: 0 };
      return (value) => {
        gauge.value = value;
      };
    },
    histogram() {
      const bins = new LogBins();
      return (value) => bins.add(value);
    },
  };
  return { client };
}
