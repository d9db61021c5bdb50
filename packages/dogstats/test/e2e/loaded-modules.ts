import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a program in a process of its own; answers the URL of every module that it loads, built-in
 * ones included.
 */
export async function loadedModules(program: string, cwd?: string): Promise<string[]> {
  const hooks = `
    import { writeSync } from 'node:fs';
    export async function load(url, context, next) {
      writeSync(2, 'loads ' + url + '\\n');
      return next(url, context);
    }`;
  const register = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`;
  const { stderr } = await run(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(register)}`,
      '--input-type=module',
      '--eval',
      program,
    ],
    { cwd },
  );
  return stderr.split('\n').flatMap((line) => line.match(/^loads (.+)$/)?.[1] ?? []);
}
