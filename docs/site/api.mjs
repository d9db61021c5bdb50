// Writes a page for each door of each published package, from its types and doc comments.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Application, OptionDefaults, ReflectionKind } from 'typedoc';
import { root } from '../../scripts/run.mjs';
import { publishedPackages } from '../../scripts/workspace.mjs';
import { anchorOf } from './anchor.mjs';

/** The doors: what an import names, and the source behind it. */
function doors() {
  return publishedPackages().flatMap(({ folder, manifest }) =>
    Object.entries(manifest.exports)
      .filter(([, targets]) => typeof targets === 'object')
      .map(([entry, targets]) => ({
        name: entry.replace('.', manifest.name),
        source: posix.join(folder, targets['@dogstats/source']),
      })),
  );
}

/**
 * Writes the pages into `folder`.
 *
 * @throws when a type does not compile or a link in a doc comment leads nowhere.
 */
export async function writeApi(folder) {
  const all = doors();
  const app = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    entryPoints: all.map(({ source }) => join(root, source)),
    basePath: root,
    readme: 'none',
    disableGit: true,
    disableSources: true,
    excludePrivate: true,
    excludeInternal: true,
    // To Knip it says that a second name is meant; to readers nothing.
    modifierTags: [...OptionDefaults.modifierTags, '@alias'],
    excludeTags: [...OptionDefaults.excludeTags, '@alias'],
    logLevel: 'Warn',
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    outputs: [{ name: 'markdown', path: folder }],
    outputFileStrategy: 'modules',
    fileExtension: '.md',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'list',
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('the API does not compile; see above');
  for (const module of project.getChildrenByKind(ReflectionKind.Module)) {
    const door = all.find(({ source }) => source.replace(/(\/index)?\.ts$/, '') === module.name);
    if (door === undefined) throw new Error(`no door is named ${module.name}`);
    module.name = door.name;
  }
  project.name = 'API';
  await app.generateOutputs(project);
  mendAnchors(folder);
}

/**
 * The plugin numbers some anchors (`#sinkstats-1`) of headings that are there once only, since a member
 * (`Sink.stats`) would read alike. Such links go to the heading itself.
 */
function mendAnchors(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md'));
  const texts = new Map(files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const anchors = new Map([...texts].map(([file, text]) => [file, anchorsIn(text)]));
  for (const [file, text] of texts) {
    const mended = text.replaceAll(/\]\(([^)#\s]*)#([^)\s]+)-\d+\)/g, (link, path, plain) => {
      const target = path === '' ? file : posix.join(posix.dirname(file), path);
      const [, anchor] = /#(.+)\)$/.exec(link) ?? [];
      const known = anchors.get(target);
      return known?.has(anchor) || !known?.has(plain) ? link : `](${path}#${plain})`;
    });
    writeFileSync(join(folder, file), mended);
  }
}

/** The anchors that the headings of a page get; of equal ones all but the first have a number. */
function anchorsIn(text) {
  const seen = new Map();
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
      const plain = anchorOf(heading);
      const count = seen.get(plain) ?? 0;
      seen.set(plain, count + 1);
      return count === 0 ? plain : `${plain}-${count}`;
    }),
  );
}
