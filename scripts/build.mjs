import { bootstrap } from './bootstrap.mjs';
import { isMain, runTool } from './run.mjs';

/** Compiles the given projects and all they reference (everything by default); answers whether it could. */
export async function compile(projects = ['.']) {
  return (await runTool('tsc', ['-b', ...projects], 'typescript')) === 0;
}

/** Compiles, or ends the process. */
export async function build(projects) {
  if (await compile(projects)) return;
  console.error('The build failed; see above.');
  process.exit(1);
}

if (isMain(import.meta.url)) {
  await bootstrap();
  await build();
}
