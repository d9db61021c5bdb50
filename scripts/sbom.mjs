// Writes what users install with our packages as a CycloneDX document; `-- <file>` names another than sbom.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bootstrap } from './bootstrap.mjs';
import { installedWith, packageFolder } from './installed-with.mjs';
import { isMain, root } from './run.mjs';
import { publishedPackages } from './workspace.mjs';

/** The document, as text. The same lockfile gives the same text. */
export async function sbom() {
  const { Enums, Models, Serialize, Spec } = await import('@cyclonedx/cyclonedx-library');
  const { PackageURL } = await import('packageurl-js');
  const hashes = integrities();
  const ours = publishedPackages().map(({ folder }) => join(root, folder));
  const installed = new Map();
  for (const folder of ours) installedWith(folder, installed);

  const components = new Map();
  for (const [folder, { name, version, license, description }] of installed) {
    const [group, plain] = name.startsWith('@') ? name.split('/') : [undefined, name];
    const purl = new PackageURL('npm', group, plain, version);
    const component = new Models.Component(Enums.ComponentType.Library, plain, {
      group,
      version,
      description,
      purl,
      bomRef: purl.toString(),
      scope: Enums.ComponentScope.Required,
      hashes: new Models.HashDictionary(hashes.get(`${name}@${version}`) ?? []),
    });
    if (typeof license === 'string') {
      component.licenses.add(
        /^[\w.+-]+$/.test(license)
          ? new Models.SpdxLicense(license)
          : new Models.LicenseExpression(license),
      );
    }
    components.set(folder, component);
  }
  const { version } = installed.get(ours[0]);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      component: new Models.Component(Enums.ComponentType.Application, 'dogstats-workspace', {
        version,
        bomRef: 'dogstats-workspace',
      }),
    }),
  });
  for (const folder of ours) bom.metadata.component.dependencies.add(components.get(folder).bomRef);
  for (const [folder, component] of components) {
    bom.components.add(component);
    const { dependencies, optionalDependencies } = installed.get(folder);
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const dependency = components.get(packageFolder(name, folder));
      if (dependency !== undefined) component.dependencies.add(dependency.bomRef);
    }
  }
  const json = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${json.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The hashes of the lockfile, by `name@version`. */
function integrities() {
  const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  const entries = lockfile.matchAll(
    /^ {2}'?([^\s'(]+@[\d.][^\s'(:]*)'?:\n {4}resolution: \{integrity: sha512-([^}]+)\}/gm,
  );
  return new Map(
    [...entries].map(([, id, base64]) => [
      id,
      [['SHA-512', Buffer.from(base64, 'base64').toString('hex')]],
    ]),
  );
}

if (isMain(import.meta.url)) {
  await bootstrap();
  const file = resolve(process.argv[2] ?? 'sbom.json');
  writeFileSync(file, await sbom());
  console.log(file);
}
