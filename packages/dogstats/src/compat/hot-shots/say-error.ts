/**
 * Tells the handler of an error, or else the console. A handler that throws must not end the process: it
 * runs in callbacks of timers and sockets, where nobody could catch that.
 */
export function sayError(
  error: Error,
  where: string,
  handler: ((error: Error) => void) | undefined,
): void {
  if (handler === undefined) {
    console.error(error);
    return;
  }
  try {
    handler(error);
  } catch (thrown) {
    console.error(`dogstats: errorHandler threw inside ${where}: ${thrown}, told of: ${error}`);
  }
}

/** Runs what a timer or `close()` has to do, whatever it throws. */
export function guarded(
  scope: '' | 'telemetry: ',
  where: string,
  handler: ((error: Error) => void) | undefined,
  work: () => void,
): void {
  try {
    work();
  } catch (error) {
    if (handler === undefined) {
      console.error(`dogstats: ${scope}${where} threw: ${error}`);
      return;
    }
    try {
      handler(error as Error);
    } catch (thrown) {
      console.error(
        `dogstats: ${scope}errorHandler threw inside ${where}: ${thrown}, told of: ${error}`,
      );
    }
  }
}
