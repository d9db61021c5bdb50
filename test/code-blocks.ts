/** A block of code in a page. */
export interface CodeBlock {
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** What `<!-- given: … -->` before it declares: what readers have and the block doesn't show. */
  readonly given: string;
  /** The program that `<!-- runs: … -->` before it names; it has the block in it, and a test runs it. */
  readonly runs: string | undefined;
}

const marked =
  /(?:<!-- (given|runs): ((?:(?!-->)[\s\S])*?) -->\n)?^( *)(`{3,})([\w-]*)[^\n]*\n([\s\S]*?)^\3\4$/gm;

/** The blocks of a page, in order. */
export function codeBlocks(page: string, text: string): CodeBlock[] {
  return [...text.matchAll(marked)].map((match) => {
    const [all, mark, value = '', indent = '', fence = '', language = '', code = ''] = match;
    const before = text.slice(0, match.index + all.indexOf(fence));
    return {
      page,
      line: before.split('\n').length,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      given: mark === 'given' ? value : '',
      runs: mark === 'runs' ? value : undefined,
    };
  });
}

/**
 * A module that holds a block as its readers would have it: after what is given, and after the imports of
 * `earlier` blocks of the page. `dogStats` and `DogStats` are always there.
 */
export function moduleOf(block: CodeBlock, earlier: readonly CodeBlock[]): string {
  const own = importsIn(`${block.given}\n${block.code}`);
  const names = new Set(own.flatMap(({ names: each }) => each));
  const inherited: string[] = [];
  for (const { text, names: each } of earlier.flatMap(({ code }) => importsIn(code))) {
    if (each.some((name) => names.has(name))) continue;
    for (const name of each) names.add(name);
    inherited.push(text);
  }
  const missing = ['dogStats', 'DogStats'].filter((name) => !names.has(name));
  if (missing.length > 0) inherited.push(`import { ${missing.join(', ')} } from 'dogstats';`);
  // The block itself keeps its lines together at the end, where errors are counted from.
  return `${[...inherited, block.given, 'export {};'].join('\n')}\n${block.code}`;
}

/** Lines before the block in `moduleOf`. */
export function linesBefore(module: string, block: CodeBlock): number {
  return module.slice(0, module.length - block.code.length).split('\n').length - 1;
}

function importsIn(code: string): { text: string; names: string[] }[] {
  return [...code.matchAll(/^import (?:type )?(\{[^}]*\}|\* as \w+|\w+) from '[^']+';/gm)].map(
    ([text, clause = '']) => ({
      text,
      names: clause
        .replaceAll(/[{}]/g, '')
        .split(',')
        .map(
          (part) =>
            part
              .trim()
              .split(/\s+(?:as\s+)?/)
              .at(-1) ?? '',
        )
        .filter((name) => name !== ''),
    }),
  );
}
