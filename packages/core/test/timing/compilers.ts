import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, transformSync } from '@swc/core';
import { transform } from 'esbuild';
import { installed, type UserProject } from './user-project.ts';

export type DecoratorMode = 'standard' | 'legacy';
export const decoratorModes: readonly DecoratorMode[] = ['standard', 'legacy'];

/** TypeScript by the names under which its versions are installed. */
export const typeScripts: Readonly<Record<string, string>> = {
  'TypeScript 5.9': 'typescript-5.9',
  'TypeScript 6': 'typescript-6',
  'TypeScript 7': 'typescript',
};

/** Arguments for Node that compile with a version of TypeScript. */
export function tsc(packageName: string, args: readonly string[]): string[] {
  return [
    join(installed(packageName), packageName === 'typescript' ? 'lib/tsc.js' : 'bin/tsc'),
    ...args,
  ];
}

/** What a strict project says. */
export function strictArguments(mode: DecoratorMode): string[] {
  return [
    ...['--strict', '--exactOptionalPropertyTypes'],
    ...['--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext'],
    ...['--experimentalDecorators', String(mode === 'legacy')],
  ];
}

/** Compiles `decorated.ts` and gives the arguments that make Node run the outcome. */
type Compile = (project: UserProject) => Promise<readonly string[]>;

/** Compiler and mode → how it goes about it. */
export const compilers: Readonly<Record<string, Compile>> = {
  ...Object.fromEntries(
    Object.entries(typeScripts).flatMap(([name, packageName]) =>
      decoratorModes.map((mode) => [`${name}, ${mode}`, withTypeScript(packageName, mode)]),
    ),
  ),
  ...Object.fromEntries(
    decoratorModes.flatMap((mode) => [
      [`esbuild, ${mode}`, withEsbuild(mode)],
      [`tsx, ${mode}`, withTsx(mode)],
    ]),
  ),
  'swc, 2021-12': withSwc({ decoratorVersion: '2021-12' }),
  'swc, 2022-03': withSwc({ decoratorVersion: '2022-03' }),
  'swc, 2023-11': withSwc({ decoratorVersion: '2023-11' as '2022-03' }),
  'swc, legacy': withSwc({ legacyDecorator: true, decoratorMetadata: true }),
};

function withTypeScript(packageName: string, mode: DecoratorMode): Compile {
  return async (project) => {
    await project.run(
      tsc(packageName, [
        ...strictArguments(mode),
        // Whether the package's own types are right without any others is another test.
        ...['--skipLibCheck', '--lib', 'es2022,esnext.disposable', '--outDir', 'out'],
        ...['platform.d.ts', 'decorated.ts', 'types.ts', 'using.ts'],
      ]),
    );
    return ['out/decorated.js'];
  };
}

function withEsbuild(mode: DecoratorMode): Compile {
  return async (project) => {
    const { code } = await transform(sourceIn(project), {
      loader: 'ts',
      target: 'node20',
      tsconfigRaw: { compilerOptions: { experimentalDecorators: mode === 'legacy' } },
    });
    return [project.write('out/esbuild.js', code)];
  };
}

function withTsx(mode: DecoratorMode): Compile {
  return async (project) => {
    const experimentalDecorators = mode === 'legacy';
    const config = { compilerOptions: { target: 'es2022', experimentalDecorators } };
    project.write('tsconfig.json', JSON.stringify(config));
    const loader = join(installed('tsx'), 'dist', 'loader.mjs');
    return ['--import', loader, 'decorated.ts'];
  };
}

function withSwc(transformOptions: NonNullable<NonNullable<Options['jsc']>['transform']>): Compile {
  return async (project) => {
    const { code } = transformSync(sourceIn(project), {
      configFile: false,
      swcrc: false,
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: transformOptions,
      },
    });
    return [project.write('out/swc.js', code)];
  };
}

function sourceIn(project: UserProject): string {
  return readFileSync(join(project.folder, 'decorated.ts'), 'utf8');
}
