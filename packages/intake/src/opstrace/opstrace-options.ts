import type { OutOfOrder } from './sample-order.js';

/** What is particular to `compat: 'opstrace'`. */
export interface OpstraceOptions {
  /**
   * What becomes of a sample that is not newer than the last one of its series.
   * @default 'reject'
   */
  readonly outOfOrder: OutOfOrder;
  /**
   * Whether what the original can't do is refused as it does: keys in the header, v2 series,
   * encodings other than deflate, times with fractions.
   * @default false
   */
  readonly strict: boolean;
  /** Where series are handed on to by remote write before they are answered for; '' for nowhere. */
  readonly upstream: string;
}

export const defaultOpstraceOptions: OpstraceOptions = {
  outOfOrder: 'reject',
  strict: false,
  upstream: '',
};
