import { BatchEncoder, type EncodingOptions, type MetricPoint, type Payload } from '@dogstats/core';

/** How long encoding may hold the event loop, in milliseconds. */
const sliceMs = 2;

/** Points between two looks at the time. */
const pointsPerLook = 64;

/**
 * Encodes a batch in slices, between which other work has its turn. What a point carries is read in
 * its slice, not before.
 *
 * @param take given each payload as soon as it is full. While it works on one the next is encoded,
 *   and no more than that: bodies are large until they are compressed.
 */
export async function encodeInSlices(
  points: Iterable<MetricPoint>,
  encoding: EncodingOptions,
  take: (payload: Payload) => Promise<void>,
): Promise<void> {
  const encoder = new BatchEncoder(encoding);
  let sliceEndsMs = performance.now() + sliceMs;
  let untilLook = pointsPerLook;
  let taken: Promise<void> | undefined;
  for (const point of points) {
    const full = encoder.add(point);
    if (full !== undefined) {
      await taken;
      taken = take(full);
    }
    if (--untilLook > 0 && full === undefined) continue;
    untilLook = pointsPerLook;
    // Taking a payload over is work of its own: the turn ends with it.
    if (full === undefined && performance.now() < sliceEndsMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sliceEndsMs = performance.now() + sliceMs;
  }
  await Promise.all([taken, ...encoder.finish().map(take)]);
}
