// What a package exports, as text: the declarations behind each of its doors, without comments.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
// TypeScript 6: 7 has no API of its own yet (docs/decisions/0023-typescript-6-for-documents.md).
import ts from 'typescript';
import { root } from '../../scripts/run.mjs';

const printer = ts.createPrinter({ removeComments: true });

/**
 * The report of a package of the workspace, in markdown.
 *
 * @throws when a door exports a name that no module declares.
 */
export function apiReport({ folder, manifest }) {
  const doors = Object.entries(manifest.exports).filter(
    ([, targets]) => typeof targets === 'object',
  );
  const parts = doors.map(([entry, targets]) => {
    const exported = exportsOf(join(root, folder, targets['@dogstats/source']));
    const declarations = [...exported].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
    const code = declarations.length === 0 ? 'export {};' : declarations.join('\n');
    return `## ${entry.replace('.', manifest.name)}\n\n\`\`\`\`\n${code}\n\`\`\`\`\n`;
  });
  return `<!-- Written by \`npm run api\`: what ${manifest.name} promises. -->\n# ${manifest.name}\n\n${parts.join('\n')}`;
}

/** Name → declaration of everything that a module exports. */
function exportsOf(file) {
  const source = declarationsOf(file);
  const found = new Map();
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement)) addReexports(found, statement, file);
    else if (isExported(statement)) {
      for (const name of namesOf(statement)) {
        found.set(name, [found.get(name), print(statement, source)].filter(Boolean).join('\n'));
      }
    } else if (ts.isModuleDeclaration(statement)) {
      found.set(statement.name.text, print(statement, source));
    }
  }
  return found;
}

/** `export { a, type b as c } from './module.js'`. */
function addReexports(found, { exportClause, moduleSpecifier, isTypeOnly }, file) {
  if (moduleSpecifier === undefined) return;
  const from = moduleSpecifier.text;
  if (exportClause === undefined)
    throw new Error(`${file} exports all of ${from}: name what it exports`);
  for (const { name, propertyName, isTypeOnly: isType } of exportClause.elements ?? []) {
    const original = (propertyName ?? name).text;
    const as = original === name.text ? original : `${original} as ${name.text}`;
    if (!from.startsWith('.')) {
      const kind = isTypeOnly || isType ? 'type ' : '';
      found.set(name.text, `export { ${kind}${as} } from '${from}';`);
      continue;
    }
    const text = exportsOf(join(dirname(file), from.replace(/\.js$/, '.ts'))).get(original);
    if (text === undefined) throw new Error(`${from} has no ${original}, which ${file} exports`);
    found.set(name.text, original === name.text ? text : `${text} // as ${name.text}`);
  }
}

const parsed = new Map();

/** A module as its `.d.ts` has it; every module states its types, so each is enough for itself. */
function declarationsOf(file) {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  if (!parsed.has(file)) {
    const { outputText } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        isolatedDeclarations: true,
        declaration: true,
      },
    });
    parsed.set(file, ts.createSourceFile(file, outputText, ts.ScriptTarget.ES2023, true));
  }
  return parsed.get(file);
}

function isExported(statement) {
  return ts.canHaveModifiers(statement)
    ? (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
}

function namesOf(statement) {
  if (!ts.isVariableStatement(statement)) return [statement.name.text];
  return statement.declarationList.declarations.map(({ name }) => name.text);
}

function print(statement, source) {
  return printer.printNode(ts.EmitHint.Unspecified, statement, source);
}
