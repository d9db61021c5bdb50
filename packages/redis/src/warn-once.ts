/** Kinds that are told apart; the names of metrics are in them. */
const mostKinds = 1_000;

/** A way to say things once per kind; what the listener throws stays with it. */
export function warnOnce(
  listener: ((message: string) => void) | undefined = (message) =>
    console.warn(`@dogstats/redis: ${message}`),
): (kind: string, message: string) => void {
  const told = new Set<string>();
  return (kind, message) => {
    if (told.has(kind) || told.size === mostKinds) return;
    told.add(kind);
    try {
      listener(message);
    } catch {
      // Recording must not fail because of it.
    }
  };
}
