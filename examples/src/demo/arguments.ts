import { parseArgs } from 'node:util';

export interface DemoArguments {
  /** How long to run; `undefined` until Ctrl-C. */
  readonly seconds: number | undefined;
}

/** Longer runs would outlive what the demo's intake keeps. */
const maxSeconds = 86_400;

/**
 * Reads the arguments of the command.
 *
 * @throws {Error} whose message is one line for the user.
 */
export function readArguments(args: readonly string[]): DemoArguments {
  const { seconds } = parse(args);
  if (seconds === undefined) return { seconds };
  const number = Number(seconds);
  if (seconds.trim() === '' || !(number > 0 && number <= maxSeconds))
    throw new Error(`--seconds takes a number up to ${maxSeconds}, not '${seconds}'`);
  return { seconds: number };
}

function parse(args: readonly string[]): { seconds?: string } {
  try {
    return parseArgs({ args: [...args], options: { seconds: { type: 'string' } } }).values;
  } catch (error) {
    const [problem] = (error as Error).message.split(/\.? To specify|\.\s/);
    throw new Error(`${problem}; the only argument is --seconds <number>`);
  }
}
