// What users get of a package: see docs/decisions/0014-bundled-packages.md.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';

/**
 * Writes the folder that gets published of a package: its modules bundled into a few, the rest as it is.
 * Every entry keeps its path, so `exports` and `bin` hold for both forms. The package must have been built.
 *
 * @param folder of the package.
 * @returns the folder written.
 */
export async function makePublishFolder(folder) {
  const { publishConfig, ...manifest } = readJson(join(folder, 'package.json'));
  const target = join(folder, publishConfig.directory);
  const entries = entriesOf(manifest);
  for (const entry of entries) {
    if (existsSync(join(folder, entry))) continue;
    throw new Error(`${manifest.name} has no ${entry}: run \`npm run build\` first.`);
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const published = { ...manifest, ...repositoryOf(folder) };
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  for (const part of ['README.md', 'LICENSE', ...manifest.files]) {
    if (part.startsWith('!') || !existsSync(join(folder, part))) continue;
    cpSync(join(folder, part), join(target, part), { recursive: true, filter: isPublished });
  }
  for (const { fileName, code, source } of await bundle(folder, entries)) {
    writeFileSync(join(target, fileName), code ?? source);
  }
  return target;
}

/**
 * Where the package comes from, as the workflow that releases it knows. npm holds it against what that
 * workflow signs, so it is never written by hand.
 */
export function repositoryOf(folder, { GITHUB_REPOSITORY: name } = process.env) {
  if (!name) return {};
  const directory = `packages/${basename(folder)}`;
  return { repository: { type: 'git', url: `git+https://github.com/${name}.git`, directory } };
}

/** The modules that somebody may start from. */
function entriesOf({ exports, bin = {} }) {
  const doors = Object.values(exports).map((targets) => targets.default);
  return [...doors, ...Object.values(bin)].filter((entry) => entry !== undefined);
}

/** Modules are bundled; those of a page are none of Node's. Types whose source is gone were left by a build. */
function isPublished(path) {
  if (/[\\/](bin|dist)[\\/].*\.js(\.map)?$|\.tsbuildinfo/.test(path)) return false;
  const [, folder, module] = /^(.+)[\\/]dist[\\/](.+)\.d\.ts(?:\.map)?$/.exec(path) ?? [];
  return module === undefined || existsSync(join(folder, 'src', `${module}.ts`));
}

/** Every entry under its own name, and what several of them share, as files of `folder`. */
async function bundle(folder, entries) {
  // Not before it is installed: scripts that import this one install first.
  const { rollup } = await import('rollup');
  const named = entries.map((entry) => [entry.replace(/^\.\/|\.js$/g, ''), join(folder, entry)]);
  const modules = await rollup({
    input: Object.fromEntries(named),
    // Other packages stay apart, so that each is there once and those loaded on use stay so.
    external: (id) => !id.startsWith('.') && !isAbsolute(id),
    plugins: [{ name: 'source-maps', load: readWithMap }],
    logLevel: 'warn',
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await modules.generate({
    // Maps name sources as seen from here; the folder that gets published has them at the same place.
    dir: folder,
    format: 'es',
    entryFileNames: '[name].js',
    // In `dist` itself: stack frames of this folder and those below are known to be ours.
    chunkFileNames: 'dist/[name]-[hash].js',
    experimentalMinChunkSize: 1000,
    generatedCode: 'es2015',
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await modules.close();
  return output;
}

function readWithMap(id) {
  const map = `${id}.map`;
  return {
    code: readFileSync(id, 'utf8'),
    map: existsSync(map) ? readFileSync(map, 'utf8') : null,
  };
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
