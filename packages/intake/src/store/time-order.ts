/**
 * The places of timestamps from the oldest to the newest, those of one second in the order in which
 * they came; nothing when they are in order already.
 *
 * Points put in at random would have to make room for each other, one by one.
 */
export function timeOrder(timestamps: readonly number[]): Uint32Array | undefined {
  if (timestamps.every((each, index) => index === 0 || each >= (timestamps[index - 1] as number))) {
    return undefined;
  }
  const places = Uint32Array.from(timestamps.keys());
  return places.sort((a, b) => (timestamps[a] as number) - (timestamps[b] as number));
}
