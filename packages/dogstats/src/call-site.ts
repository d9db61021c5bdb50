/**
 * File, line and column of a stack's frame: `/app/server.js:3:10`, or `(unknown)`.
 *
 * @param frame how many frames to leave out.
 */
export function callSite(stack: string | undefined, frame: number): string {
  const line = stack?.split('\n').filter((text) => /^\s+at /.test(text))[frame];
  const found =
    /\((.+:\d+:\d+)\)$/.exec(line ?? '') ?? /at (?:async )?(.+:\d+:\d+)$/.exec(line ?? '');
  return found?.[1]?.replace(/^file:\/\//, '') ?? '(unknown)';
}
