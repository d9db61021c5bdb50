/** What a promise gives, and how long that took: `12 ms`. */
export async function timed<T>(promise: Promise<T>): Promise<{ value: T; took: string }> {
  const startMs = performance.now();
  const value = await promise;
  return { value, took: `${Math.round(performance.now() - startMs)} ms` };
}

/** @throws {DOMException} `TimeoutError` when a promise takes longer. */
export async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('too late', 'TimeoutError')), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
