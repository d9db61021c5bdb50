// All tests on each Node.js that is supported, and the smoke tests on Bun and Deno, too.
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { compile } from './build.mjs';
import { run, tool } from './run.mjs';
import { environmentOf, getRuntime, runtimeNames } from './runtimes.mjs';

const usage = `Usage: npm run test:matrix -- [--runtime <name>]… [--smoke] [arguments of npm test]

  --runtime <name>  ${runtimeNames.join(', ')}; all of them when left out
  --smoke           only the smoke tests, on Node.js as well`;

const { values, tokens } = parseArgs({
  options: {
    runtime: { type: 'string', multiple: true },
    smoke: { type: 'boolean' },
    help: { type: 'boolean' },
  },
  strict: false,
  tokens: true,
});
const own = new Set(['runtime', 'smoke', 'help']);
const others = tokens
  .filter((token) => token.kind !== 'option' || !own.has(token.name))
  .map(({ index }) => process.argv[index + 2]);
const names = values.runtime ?? runtimeNames;
const unknown = names.filter((name) => !runtimeNames.includes(name));
if (values.help || unknown.length > 0) {
  if (unknown.length > 0) console.error(`No runtime is named ${unknown.join(', ')}.\n`);
  console.log(usage);
  process.exit(unknown.length > 0 ? 2 : 0);
}

await bootstrap();
if (!(await compile())) process.exit(1);

const results = [];
for (const name of names) {
  const runtime = await getRuntime(name);
  console.log(`\n══ ${name}: ${runtime.version}`);
  if (name.startsWith('node') && !values.smoke) {
    const env = environmentOf(runtime);
    results.push([
      runtime,
      'npm test',
      await run(runtime.command, ['scripts/test.mjs', ...others], { env }),
    ]);
  }
  // The tests and the intake run on this Node.js, the program that is tested on the other runtime.
  const env = { ...process.env, DOGSTATS_RUNTIMES: JSON.stringify([runtime]) };
  const config = 'packages/dogstats/runtimes/runtimes.config.ts';
  const smoke = [tool('vitest'), 'run', '--config', config];
  results.push([runtime, 'smoke', await run(process.execPath, smoke, { env })]);
}

console.log('');
for (const [{ name, version }, what, code] of results) {
  console.log(
    `${name.padEnd(10)} ${version.padEnd(10)} ${what.padEnd(10)} ${code === 0 ? 'passed' : 'FAILED'}`,
  );
}
process.exitCode = results.every(([, , code]) => code === 0) ? 0 : 1;
