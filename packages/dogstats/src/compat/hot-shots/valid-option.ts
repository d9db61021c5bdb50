/** A number that holds, or `undefined` for the default, which is then told. */
export function validNumber(
  option: string,
  value: unknown,
  what: string,
  holds: (value: number) => boolean,
): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && holds(value)) return value;
  warn(`'${option}' should be ${what}, got ${String(value).slice(0, 40)}: using the default`);
  return undefined;
}

/** For what is wrong at start: the client goes on all the same, as hot-shots does. */
export function warn(problem: string): void {
  console.error(`dogstats: ${problem}`);
}
