const said = new Set<string>();

/** Tells of something that still works, once. */
export function logDeprecation(message: string): void {
  if (said.has(message)) return;
  said.add(message);
  console.warn(`metrics: ${message}`);
}

export function logError(message: string): void {
  console.error(`metrics: ERROR: ${message}`);
}
