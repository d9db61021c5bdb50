import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, tool } from '../scripts/run.mjs';
import { publishedPackages, workspacePackages } from '../scripts/workspace.mjs';
import { type CodeBlock, codeBlocks, linesBefore, moduleOf } from './code-blocks.ts';
import { readRepositoryFile, repositoryFiles } from './repository-files.ts';

const pages = repositoryFiles().filter((file) =>
  /^(docs\/.+|(packages\/[^/]+|examples(\/src\/[^/]+)?)\/README|[A-Z]+)\.md$/.test(file),
);
const blocks = pages.flatMap((page) => codeBlocks(page, readRepositoryFile(page)));
const nameOf = ({ page, line }: CodeBlock): string => `${page}:${line}`;

const how = `A comment right before a block says what it does not show,
<!-- given: declare const name: Type; -->, or which example has the same lines, <!-- runs: examples/src/name/main.ts -->.`;

/** A folder in the repository from which every dependency of the workspace can be imported. */
function folderWithDependencies(): string {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'docs-code-'));
  const packages = workspacePackages();
  for (const { folder: path, manifest } of packages) link(folder, manifest.name, join(root, path));
  for (const path of [...packages.map((each) => each.folder), 'examples', '.']) {
    const modules = join(root, path, 'node_modules');
    for (const name of existsSync(modules) ? namesIn(modules) : []) {
      link(folder, name, join(modules, name));
    }
  }
  return folder;
}

function namesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`)
        : [name],
    );
}

function link(folder: string, name: string, target: string): void {
  const path = join(folder, 'node_modules', name);
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, 'junction');
}

interface Complaint {
  readonly block: CodeBlock;
  readonly text: string;
  /** The name that is nowhere declared, if that is it. */
  readonly unknown: string | undefined;
}

/** What the compiler says of blocks. */
async function compile(folder: string, typed: readonly CodeBlock[]): Promise<Complaint[]> {
  const files = new Map<string, { block: CodeBlock; before: number }>();
  for (const [index, block] of typed.entries()) {
    const earlier = typed.slice(0, index).filter(({ page }) => page === block.page);
    const module = moduleOf(block, earlier);
    const file = `block-${index}.${block.language}`;
    files.set(file, { block, before: linesBefore(module, block) });
    writeFileSync(join(folder, file), module);
  }
  const config = {
    extends: join(root, 'tsconfig.tests.json'),
    // What comes of a name that stands for anything is anything, and readers are not as strict as we are.
    compilerOptions: {
      checkJs: true,
      noImplicitAny: false,
      noPropertyAccessFromIndexSignature: false,
      types: ['node'],
      jsx: 'preserve',
    },
    include: [...files.keys()],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const args = [tool('tsc', 'typescript'), '-p', folder, '--pretty', 'false'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout.split('\n').flatMap((line) => {
    const [, file = '', at = '', text = ''] = /^(.+?)\((\d+),\d+\): (error .+)/.exec(line) ?? [];
    if (text === '') return [];
    const found = files.get(file);
    if (found === undefined) throw new Error(`outside of all blocks: ${line}`);
    const { block, before } = found;
    const lineOfPage = Math.max(block.line, block.line + Number(at) - before);
    const [, name, property] =
      /TS(?:2304|2552|2503): .*?'(\w+)'|TS18004: .*?property '(\w+)'/.exec(text) ?? [];
    return [{ block, text: `${block.page}:${lineOfPage}: ${text}`, unknown: name ?? property }];
  });
}

/** Whatever the doors of our packages export. */
const ours: string[] = publishedPackages().flatMap(({ folder, manifest }) =>
  Object.values<{ '@dogstats/source'?: string }>(manifest.exports).flatMap((targets) =>
    exportsOf(join(folder, targets['@dogstats/source'] ?? '.')),
  ),
);

/** One of ours that was not imported, or is misspelt. `intake`, of the type `Intake`, is a reader's. */
function readsLikeOurs(name: string): boolean {
  const isAlike = (each: string): boolean =>
    each.toLowerCase() === name.toLowerCase() && each[0]?.toLowerCase() + each.slice(1) !== name;
  return ours.includes(name) || ours.some(isAlike);
}

function exportsOf(file: string): string[] {
  if (!file.endsWith('.ts')) return [];
  const text = readRepositoryFile(file);
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]+)\}/gm)].map(([, list = '']) => list);
  return lists.flatMap((list) => list.split(',')).map((name) => name.replace('type ', '').trim());
}

/**
 * What is wrong with blocks, each as `page:line: message`. A name that a block doesn't declare is its
 * reader's own, and stands for anything, unless it reads like one of ours.
 */
async function problemsOf(typed: readonly CodeBlock[]): Promise<string[]> {
  const folder = folderWithDependencies();
  try {
    return await problemsIn(folder, typed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function problemsIn(folder: string, typed: readonly CodeBlock[]): Promise<string[]> {
  const complaints = await compile(folder, typed);
  const isReaders = ({ unknown }: Complaint): boolean =>
    unknown !== undefined && !readsLikeOurs(unknown);
  const declared = typed.map((block) => {
    const names = complaints
      .filter((each) => each.block === block && isReaders(each))
      .map(({ unknown }) => unknown ?? '');
    const given = [...new Set(names)].map((name) =>
      block.language === 'js'
        ? `const ${name} = /** @type {any} */ (undefined);`
        : `declare const ${name}: any; type ${name} = any;`,
    );
    return given.length === 0 ? block : { ...block, given: [block.given, ...given].join('\n') };
  });
  const again = complaints.some(isReaders) ? await compile(folder, declared) : complaints;
  // In JavaScript people come from clients that are not installed here.
  const isForeign = ({ block, text }: Complaint): boolean =>
    block.language === 'js' && /TS2307: Cannot find module '(?!\.|@?dogstats)/.test(text);
  return again.filter((complaint) => !isForeign(complaint)).map(({ text }) => text);
}

describe('blocks of code in the documentation', () => {
  it('are of a language that is checked, or of none', () => {
    const known = new Set(['ts', 'tsx', 'js', 'json', 'sh', 'python', 'yaml', 'csv', 'text', '']);
    expect(blocks.filter(({ language }) => !known.has(language)).map(nameOf)).toEqual([]);
    expect(blocks.length).toBeGreaterThan(20);
  });

  // Those of README.md are compared with programs that run, by examples/test/readme.test.ts.
  const typed = blocks.filter(
    ({ language, page, runs }) =>
      ['ts', 'tsx', 'js'].includes(language) && page !== 'README.md' && runs === undefined,
  );
  const wrong = [
    "yours(1);\ndogStats.increment('x', 1, { y: 1 });\ndogStats.incremnt('x');\n",
    'dogstats.flush();\n',
  ].map((code) => ({ page: '!.md', line: 7, language: 'ts', given: '', runs: undefined, code }));
  let problems: string[];

  // One run of the compiler for all: it has the sources of all packages to read.
  beforeAll(async () => {
    problems = await problemsOf([...typed, ...wrong]);
  }, 240_000);

  it('compile, those in TypeScript and JavaScript', () => {
    expect(typed.length).toBeGreaterThan(10);
    expect(
      problems.filter((problem) => !problem.startsWith('!.md')),
      how,
    ).toEqual([]);
  });

  it('would fail to compile if they were wrong', () => {
    expect(problems.filter((problem) => problem.startsWith('!.md'))).toEqual([
      expect.stringMatching(/^!\.md:10: error TS2551: .*'incremnt'/),
      expect.stringMatching(/^!\.md:8: error TS2552: .*'dogstats'/),
    ]);
  });

  it('are in the programs that they say they are from', () => {
    const offenders = blocks
      .filter(({ runs }) => runs !== undefined)
      .filter(({ runs = '', code }) => {
        const program = readRepositoryFile(runs);
        const tests = repositoryFiles().filter((file) => file.startsWith('examples/test/'));
        const name = /([\w-]+)(?:\/main)?\.ts$/.exec(runs)?.[1] ?? '';
        const isRun = tests.some((file) => readRepositoryFile(file).includes(name));
        return (
          !isRun ||
          code
            .trim()
            .split('\n\n')
            .some((paragraph) => !program.includes(paragraph))
        );
      });
    expect(offenders.map(nameOf)).toEqual([]);
  });

  it.each(blocks.filter(({ language }) => language === 'json'))(
    'are JSON: $page:$line',
    ({ code }) => {
      expect(() => JSON.parse(code)).not.toThrow();
    },
  );
});

describe('commands in the documentation', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readRepositoryFile('package.json'),
  );
  const bins = new Map<string, string>();
  for (const { folder, manifest } of workspacePackages()) {
    for (const file of Object.values<string>(manifest.bin ?? {})) {
      bins.set(manifest.name, join(folder, file));
    }
  }

  it('name scripts that there are', () => {
    const missing = pages.flatMap((page) =>
      [...readRepositoryFile(page).matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([text]) => `${page}: ${text}`),
    );
    expect(missing).toEqual([]);
  });

  it('name commands of ours that there are', () => {
    const named = pages.flatMap((page) => [
      ...readRepositoryFile(page).matchAll(
        /\bnpx (?:--?\w+ )*(dogstats|@dogstats\/[\w-]+)(?: ([a-z][\w-]*))?(?![\w@])/g,
      ),
    ]);
    for (const [text, name = '', command] of named) {
      expect(bins.has(name), `${text}: ${name} has no command`).toBe(true);
      if (command === undefined) continue;
      const sources = repositoryFiles().filter(
        (file) =>
          file.startsWith(join(bins.get(name) ?? '', '..', '..')) && /\/(src|bin)\//.test(file),
      );
      const knows = sources.some((file) =>
        new RegExp(`(['"\`])${command}\\b|\\b${command} {2,}`).test(readRepositoryFile(file)),
      );
      expect(knows, `${text}: ${name} has no ${command}`).toBe(true);
    }
  });

  it('start files that there are', () => {
    const started = blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ code, page }) =>
        [...code.matchAll(/\bnode ((?:packages|scripts|examples)\/[\w./-]+)/g)].map(
          ([, file = '']) => `${page}: ${file}`,
        ),
      );
    expect(started.filter((each) => !existsSync(join(root, each.split(': ')[1] ?? '')))).toEqual(
      [],
    );
  });
});
