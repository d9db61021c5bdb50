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
  const exportedBy = doors.map(([entry, targets]) => [
    entry,
    exportsOf(join(root, folder, targets['@dogstats/source'])),
  ]);
  const nodesOf = (exported) => [...exported.values()].flatMap(({ nodes }) => nodes);
  const shown = new Set(exportedBy.flatMap(([, exported]) => nodesOf(exported)));
  const parts = exportedBy.map(([entry, exported]) => {
    const behind = behindOf(nodesOf(exported), shown);
    const blocks = [codeOf(exported), behind.size > 0 && `Behind these:\n\n${codeOf(behind)}`];
    return `## ${entry.replace('.', manifest.name)}\n\n${blocks.filter(Boolean).join('\n')}`;
  });
  const head = `<!-- Written by \`npm run api\`: what ${manifest.name} promises. -->\n# ${manifest.name}`;
  return `${head}\n\n${parts.join('\n')}`;
}

/** Declarations by name, as a block of code. */
function codeOf(declarations) {
  const texts = [...declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { text }]) => text);
  return `\`\`\`\`\n${texts.length === 0 ? 'export {};' : texts.join('\n')}\n\`\`\`\`\n`;
}

/**
 * Name → declaration of everything that a module exports: its text, and, of what this package declares
 * itself, the nodes.
 */
function exportsOf(file) {
  const found = new Map();
  for (const statement of declarationsOf(file).statements) {
    if (ts.isExportDeclaration(statement)) addReexports(found, statement, file);
    else if (isExported(statement) || ts.isModuleDeclaration(statement)) add(found, statement);
  }
  return found;
}

/** Adds a declaration under its names; those of an overloaded function follow each other. */
function add(found, statement) {
  for (const name of namesOf(statement)) {
    const { text, nodes = [] } = found.get(name) ?? {};
    const own = printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile());
    found.set(name, { text: text ? `${text}\n${own}` : own, nodes: [...nodes, statement] });
  }
}

/** `export { a, type b as c } from './module.js'`. */
function addReexports(found, { exportClause, moduleSpecifier, isTypeOnly }, file) {
  if (moduleSpecifier === undefined) return;
  const from = moduleSpecifier.text;
  if (exportClause === undefined) {
    throw new Error(`${file} exports all of ${from}: name what it exports`);
  }
  for (const { name, propertyName, isTypeOnly: isType } of exportClause.elements ?? []) {
    const original = (propertyName ?? name).text;
    const as = original === name.text ? original : `${original} as ${name.text}`;
    if (!from.startsWith('.')) {
      const kind = isTypeOnly || isType ? 'type ' : '';
      found.set(name.text, { text: `export { ${kind}${as} } from '${from}';`, nodes: [] });
      continue;
    }
    const declared = exportsOf(moduleAt(file, from)).get(original);
    if (declared === undefined)
      throw new Error(`${from} has no ${original}, which ${file} exports`);
    const { text, nodes } = declared;
    found.set(name.text, { text: as === original ? text : `${text} // as ${name.text}`, nodes });
  }
}

/**
 * What declarations refer to in this package and nobody can import: part of the promise all the same.
 * Adds it to `shown`, and leaves out what is there already.
 */
function behindOf(nodes, shown) {
  const found = new Map();
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      for (const statement of statementsOf(node.getSourceFile().fileName, node.text)) {
        if (shown.has(statement)) continue;
        shown.add(statement);
        add(found, statement);
        visit(statement);
      }
    }
    ts.forEachChild(node, visit);
  };
  for (const statement of nodes) visit(statement);
  return found;
}

/** The statements that declare a name as a module sees it, be it its own or imported from a neighbour. */
function statementsOf(file, name) {
  const { statements } = declarationsOf(file);
  const own = statements.filter((each) => isDeclaration(each) && namesOf(each).includes(name));
  if (own.length > 0) return own;
  for (const { importClause, moduleSpecifier } of statements.filter(ts.isImportDeclaration)) {
    if (!moduleSpecifier.text.startsWith('.')) continue;
    const elements = importClause?.namedBindings?.elements ?? [];
    const imported = elements.find((each) => each.name.text === name);
    if (imported === undefined) continue;
    const original = (imported.propertyName ?? imported.name).text;
    return exportsOf(moduleAt(file, moduleSpecifier.text)).get(original)?.nodes ?? [];
  }
  return [];
}

function moduleAt(file, specifier) {
  return join(dirname(file), specifier.replace(/\.js$/, '.ts'));
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
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  return modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isDeclaration(statement) {
  return ts.isVariableStatement(statement) || statement.name !== undefined;
}

function namesOf(statement) {
  if (!ts.isVariableStatement(statement)) return [statement.name.text];
  return statement.declarationList.declarations.map(({ name }) => name.text);
}
