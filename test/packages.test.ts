import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { publishedPackages, workspacePackages } from '../scripts/workspace.mjs';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

/** Which package may import which: the arrows of ARCHITECTURE.md. */
const mayImport: Record<string, readonly string[]> = {
  '@dogstats/core': [],
  '@dogstats/transport': ['@dogstats/core'],
  '@dogstats/dogstatsd': ['@dogstats/core'],
  '@dogstats/otel': ['@dogstats/core'],
  '@dogstats/intake': ['@dogstats/core', '@dogstats/dogstatsd'],
  '@dogstats/redis': ['@dogstats/core', '@dogstats/transport'],
  '@dogstats/query': ['@dogstats/transport'],
  '@dogstats/http-api': ['@dogstats/transport'],
  dogstats: ['@dogstats/core', '@dogstats/transport', '@dogstats/dogstatsd'],
};

/** What tests of a package may import besides: what stands between it and the intake. */
const mayTestWith: Record<string, readonly string[]> = {
  '@dogstats/otel': ['@dogstats/transport'],
};

/** Those whose tests may run against the intake. */
const mayTestWithIntake = new Set([
  '@dogstats/transport',
  '@dogstats/redis',
  '@dogstats/otel',
  '@dogstats/query',
  '@dogstats/http-api',
  'dogstats',
]);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Record<string, string | Record<string, string>>;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly [key: string]: unknown;
}

interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

const packages: WorkspacePackage[] = workspacePackages();
const published: WorkspacePackage[] = publishedPackages();
const byName = new Map(packages.map((entry) => [entry.manifest.name, entry]));
const files = repositoryFiles();

const names = (dependencies: Record<string, string> = {}): string[] =>
  Object.keys(dependencies).filter((name) => byName.has(name));

/** The module specifiers that a file imports, in any of the forms. */
function importsOf(file: string): string[] {
  const text = readRepositoryFile(file);
  const found: string[] = [];
  for (const match of text.matchAll(/^(?:import|export)\b[^;'"]*?(?:\bfrom\s*)?'([^']+)'/gm)) {
    found.push(match[1] ?? '');
  }
  for (const match of text.matchAll(/^(?!\s*(?:\*|\/\/)).*\b(?:import|require)\('([^']+)'\)/gm)) {
    found.push(match[1] ?? '');
  }
  return found;
}

/** `@dogstats/core/testing` → `@dogstats/core` and `./testing`; undefined for other people's modules. */
function workspaceImport(specifier: string): { name: string; entry: string } | undefined {
  const parts = specifier.split('/');
  const name = parts.splice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  return byName.has(name) ? { name, entry: ['.', ...parts].join('/') } : undefined;
}

describe.each(published)('$manifest.name', ({ folder, manifest }) => {
  const sources = files.filter((file) => file.startsWith(`${folder}/src/`));

  it('has a complete manifest', () => {
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      type: 'module',
      engines: { node: '>=20.19' },
      files: expect.arrayContaining(['dist', 'src']),
      // Bundled; others of the workspace go on with what was compiled.
      publishConfig: { directory: 'publish', linkDirectory: false },
    });
    expect(manifest['description']).toMatch(/\.$/);
    expect(manifest['version']).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('says which modules do something when they are imported: commands and set-ups only', () => {
    const { sideEffects } = manifest;
    const list = Array.isArray(sideEffects) ? sideEffects : [];
    if (list.length === 0) expect(sideEffects).toBe(false);
    // A bundler drops what is not in the list, so each has to be a door that is imported for its effect.
    const doors = Object.values(manifest.exports ?? {}).map(
      (targets) => (targets as Record<string, string>)['default'],
    );
    expect(doors).toEqual(expect.arrayContaining(list));
  });

  it('exports a source, types and a default for each entry', () => {
    const { './package.json': own, ...entries } = manifest.exports ?? {};
    expect(own).toBe('./package.json');
    expect(Object.keys(entries)).toContain('.');
    for (const [entry, targets] of Object.entries(entries)) {
      expect(Object.keys(targets), entry).toEqual(['@dogstats/source', 'types', 'default']);
      const source = (targets as Record<string, string>)['@dogstats/source'] ?? '';
      expect(source).toMatch(/^\.\/src\/.+\.ts$/);
      expect(existsSync(join(root, folder, source)), source).toBe(true);
      const built = source.replace('/src/', '/dist/').replace(/\.ts$/, '');
      expect(targets).toMatchObject({ types: `${built}.d.ts`, default: `${built}.js` });
    }
  });

  it('depends only on packages it may import', () => {
    const allowed = mayImport[manifest.name] ?? [];
    expect(mayImport, 'add the package to the table above').toHaveProperty([manifest.name]);
    expect(allowed).toEqual(expect.arrayContaining(names(manifest.dependencies)));
    const allowedInTests = [
      ...allowed,
      ...(mayTestWith[manifest.name] ?? []),
      ...(mayTestWithIntake.has(manifest.name) ? ['@dogstats/intake'] : []),
    ];
    expect(allowedInTests).toEqual(expect.arrayContaining(names(manifest.devDependencies)));
  });

  it('names the same packages in its sources, its manifest and its tsconfig.json', () => {
    const imported = sources
      .flatMap(importsOf)
      .map((specifier) => workspaceImport(specifier)?.name)
      .filter((name) => name !== undefined);
    const declared = names(manifest.dependencies).sort();
    expect([...new Set(imported)].sort()).toEqual(declared);

    const { references = [] }: { references?: { path: string }[] } = JSON.parse(
      readRepositoryFile(`${folder}/tsconfig.json`),
    );
    const folders = declared.map((name) => byName.get(name)?.folder.replace('packages/', '../'));
    expect(references.map(({ path }) => path).sort()).toEqual(folders.sort());
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readRepositoryFile('ARCHITECTURE.md');
  const short = (name: string): string => name.replace('@dogstats/', '');

  it('draws the arrows that are allowed', () => {
    const arrows = [...text.matchAll(/^([a-z-]+) +─▶ (.+)$/gm)].map(([, from, to = '']) => [
      from,
      to.split(', ').sort(),
    ]);
    const allowed = Object.entries(mayImport)
      .filter(([, targets]) => targets.length > 0)
      .map(([from, targets]) => [short(from), targets.map(short).sort()]);
    expect(Object.fromEntries(arrows)).toEqual(Object.fromEntries(allowed));
    expect(arrows).toHaveLength(allowed.length);
  });

  it('has a row for each package, with the same arrows', () => {
    const rows = [...text.matchAll(/^\| `(packages\/[^`]+)` \|.*\| ([^|]+) \|$/gm)];
    const names = new Set(Object.keys(mayImport).map(short));
    const drawn = rows.map(([, folder, cell = '']) => [
      folder,
      [...cell.matchAll(/[a-z-]+/g)].flatMap(([word]) => (names.has(word) ? [word] : [])).sort(),
    ]);
    const allowed = packages
      .filter(({ folder }) => folder.startsWith('packages/'))
      .map(({ folder, manifest }) => [folder, (mayImport[manifest.name] ?? []).map(short).sort()]);
    expect(Object.fromEntries(drawn)).toEqual(Object.fromEntries(allowed));
    expect(drawn).toHaveLength(allowed.length);
  });

  describe('names what is there', () => {
    const spans = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`]+)`/g)].map(
      ([, span = '']) => span,
    );
    const isFile = (path: string): boolean =>
      files.some((file) => file === path || file.startsWith(`${path}/`));

    it('paths, of what is in the repository', () => {
      const paths = spans.filter((span) => /^[^@ ]+\//.test(span));
      expect(paths.length).toBeGreaterThan(50);
      expect(paths.filter((path) => !isFile(path))).toEqual([]);
    });

    it('entries of packages', () => {
      const unknown = spans.filter((span) => {
        if (!span.startsWith('@')) return false;
        const target = workspaceImport(span);
        const entries = target && byName.get(target.name)?.manifest.exports;
        return !(entries && target.entry in entries);
      });
      expect(unknown).toEqual([]);
    });

    it('commands', () => {
      const { scripts = {} } = JSON.parse(readRepositoryFile('package.json'));
      const commands = [...text.matchAll(/`npm run ([\w:]+)/g)].map(([, name = '']) => name);
      expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    });

    it('files, functions and fields, which some source has', () => {
      const fileNames = new Set(files.map((file) => file.slice(file.lastIndexOf('/') + 1)));
      const sources = files.filter((file) => /^packages\/[^/]+\/src\/.+\.ts$/.test(file));
      const words = new Set(
        sources.flatMap((file) => readRepositoryFile(file).match(/\w+/g) ?? []),
      );
      const unknown = spans.filter((span) => {
        if (/^[\w-]+\.\w+$/.test(span)) return !fileNames.has(span);
        const [, name] = /^(\w+)(?:\(.*\))?$/.exec(span) ?? [];
        return name !== undefined && !words.has(name) && !isFile(name);
      });
      expect(unknown).toEqual([]);
    });
  });
});

describe('packages', () => {
  it('are imported through their exports only', () => {
    const offenders: string[] = [];
    for (const file of files.filter((name) => /\.(ts|mjs|js)$/.test(name))) {
      for (const specifier of importsOf(file)) {
        const target = workspaceImport(specifier);
        const entries = target && byName.get(target.name)?.manifest.exports;
        if (target && !(entries && target.entry in entries))
          offenders.push(`${file}: ${specifier}`);
      }
    }
    expect(offenders).toEqual([]);
  });

  it('refer to each other as workspace:*', () => {
    for (const { manifest } of packages) {
      for (const dependencies of [manifest.dependencies, manifest.devDependencies]) {
        for (const name of names(dependencies)) expect(dependencies?.[name]).toBe('workspace:*');
      }
    }
  });

  it('leave to the root what every build needs, so that the demo installs nothing else', () => {
    const { dependencies }: Manifest = JSON.parse(readRepositoryFile('package.json'));
    expect(Object.keys(dependencies ?? {})).toEqual(['@types/node', 'typescript']);
  });

  it('are all built by the root tsconfig.json', () => {
    const { references }: { references: { path: string }[] } = JSON.parse(
      readRepositoryFile('tsconfig.json'),
    );
    const built = references.map(({ path }) => path);
    expect(built).toEqual(expect.arrayContaining(published.map(({ folder }) => folder)));
  });
});
