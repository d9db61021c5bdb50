import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A row of a table that says how something is written here. */
export interface Row {
  readonly there: string;
  /** A statement that runs. */
  readonly code: string;
  /** The same without a compatible client, where the third column has that. */
  readonly native: string | undefined;
}

/** The page as text. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../../../docs/migrating/${name}.md`, import.meta.url), 'utf8');
}

/** Rows of the tables whose columns begin with There and Here. */
export function rowsOf(page: string): Row[] {
  const tables = page.split(/\n\n+/).filter((part) => /^\| There \| Here \|/.test(part));
  return tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => {
        const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
        const [, there = '', here = '', third = ''] = cells;
        const native = /^`((?:await )?dogStats\..*?)`/.exec(third)?.[1];
        return { there, code: here.replaceAll('`', '').replaceAll('\\|', '|'), native };
      }),
  );
}

/** Its blocks of code in JavaScript or TypeScript, without the imports: the caller provides these. */
export function blocksOf(page: string): string[] {
  const blocks = [...page.matchAll(/^```(?:ts|js)\n(.*?)^```/gms)].map(([, code]) => code ?? '');
  return blocks.map((code) => code.replaceAll(/^import .*;\n/gm, ''));
}

type Run = (...given: unknown[]) => Promise<unknown>;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Run;

/** Runs code of a page with what it mentions. */
export async function run(code: string, names: Readonly<Record<string, unknown>>): Promise<void> {
  await new AsyncFunction(...Object.keys(names), `{ ${code} }`)(...Object.values(names));
}

/** What the compiler says of a program that belongs to this package; nothing, when all is well. */
export async function compile(program: string): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'pages-'));
  const settings = {
    extends: join(root, '../../tsconfig.base.json'),
    compilerOptions: {
      composite: false,
      isolatedDeclarations: false,
      noEmit: true,
      noPropertyAccessFromIndexSignature: false,
      rootDir: '/',
    },
    include: ['pages.ts'],
  };
  writeFileSync(join(folder, 'pages.ts'), program);
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, '../../node_modules/typescript/bin/tsc');
  try {
    return await new Promise((resolve) => {
      execFile(process.execPath, [tsc, '-p', folder], (_error, stdout, stderr) =>
        resolve(stdout + stderr),
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
