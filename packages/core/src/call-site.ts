/** Where the modules of this package are, as stacks name it. */
const ownFolder = folderOf(new Error().stack);

/**
 * The folder of the module in which a stack begins. Stacks know it in every form of bundle, while
 * `import.meta` does not exist in CommonJS.
 */
export function folderOf(stack: string | undefined): string {
  return framesOf(stack)[0]?.replace(/[^/\\]*$/, '') ?? '';
}

/** File, line and column of each frame of a stack: `/app/server.js:3:10`. */
export function framesOf(stack: string | undefined): string[] {
  return (stack ?? '').split('\n').flatMap((line) => {
    const found = /\((.+:\d+:\d+)\)$/.exec(line) ?? /^\s+at (?:async )?(.+:\d+:\d+)$/.exec(line);
    return found?.[1] === undefined ? [] : [found[1].replace(/^file:\/\//, '')];
  });
}

/**
 * Which line of a program led here: the first frame that is neither of this package, nor in one of
 * the folders. `undefined` when there is none, as after an `await`.
 */
export function callerOf(
  stack: string | undefined,
  folders: readonly string[],
): string | undefined {
  const own = [ownFolder, ...folders];
  return framesOf(stack).find(
    (frame) => !frame.startsWith('node:') && !own.some((folder) => frame.startsWith(folder)),
  );
}
