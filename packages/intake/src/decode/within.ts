import { type Context, createContext, Script } from 'node:vm';

interface Sandbox extends Context {
  work?: (() => void) | undefined;
}

const script = new Script('work()');
let sandbox: Sandbox | undefined;

/**
 * Runs synchronous work, breaking it off after a time.
 *
 * @throws {Error} with code `ERR_SCRIPT_EXECUTION_TIMEOUT`
 */
export function within(milliseconds: number, work: () => void): void {
  sandbox ??= createContext({});
  sandbox.work = work;
  try {
    script.runInContext(sandbox, { timeout: milliseconds });
  } finally {
    sandbox.work = undefined;
  }
}
