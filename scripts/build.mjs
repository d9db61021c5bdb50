import { bootstrap } from './bootstrap.mjs';
import { isMain, runTool } from './run.mjs';

/** Compiles the given projects and all they reference (everything by default), or ends the process. */
export async function build(projects = ['.']) {
  const code = await runTool('tsc', ['-b', ...projects], 'typescript');
  if (code === 0) return;
  console.error('The build failed; see above.');
  process.exit(code);
}

if (isMain(import.meta.url)) {
  await bootstrap();
  await build();
}
