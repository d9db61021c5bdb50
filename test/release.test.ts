import { expect, it } from 'vitest';
import { repositoryOf } from '../scripts/publish-folder.mjs';
import { inOrder } from '../scripts/release.mjs';
import { sbom } from '../scripts/sbom.mjs';
import { publishedPackages } from '../scripts/workspace.mjs';
import { readRepositoryFile } from './repository-files.ts';

const names: string[] = publishedPackages().map(({ manifest }) => manifest.name);

it('publishes each package once, after those that it needs', () => {
  const ordered = inOrder(publishedPackages());
  expect(ordered.map(({ manifest }) => manifest.name).sort()).toEqual([...names].sort());
  ordered.forEach(({ manifest }, index) => {
    const later = ordered.slice(index).map((each) => each.manifest.name);
    const needed = Object.keys(manifest.dependencies ?? {});
    expect(needed.filter((name) => later.includes(name))).toEqual([]);
  });
});

it('names the repository as the workflow does, and none elsewhere', () => {
  expect(repositoryOf('/x/packages/core', { GITHUB_REPOSITORY: 'a/b' })).toEqual({
    repository: {
      type: 'git',
      url: 'git+https://github.com/a/b.git',
      directory: 'packages/core',
    },
  });
  expect(repositoryOf('/x/packages/core', {})).toEqual({});
});

it('has rights for each job only, and actions by their major version', () => {
  for (const workflow of ['ci', 'release']) {
    const text = readRepositoryFile(`.github/workflows/${workflow}.yml`);
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@v\d+$/.test(action))).toEqual([]);
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
  }
});

interface Bom {
  readonly specVersion: string;
  readonly components: {
    readonly purl: string;
    readonly licenses?: unknown[];
    readonly hashes?: { readonly alg: string; readonly content: string }[];
  }[];
  readonly dependencies: { readonly ref: string; readonly dependsOn?: string[] }[];
}

it('comes with a bill of materials: each part, its licence, its hash, what it needs', async () => {
  const { components, dependencies, specVersion }: Bom = JSON.parse(await sbom());
  expect(specVersion).toBe('1.6');
  const undici = components.find(({ purl }) => purl.startsWith('pkg:npm/undici@7.'));
  expect(undici?.licenses).toEqual([{ license: { id: 'MIT' } }]);
  expect(undici?.hashes).toEqual([
    { alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) },
  ]);
  const foreign = components.filter(
    ({ purl }) => !/^pkg:npm\/(%40dogstats\/|dogstats@)/.test(purl),
  );
  expect(foreign.filter(({ hashes }) => hashes === undefined)).toEqual([]);
  expect(components.length - foreign.length).toBe(names.length);
  const transport = dependencies.find(({ ref }) => ref.includes('transport@'));
  expect(transport?.dependsOn).toEqual(expect.arrayContaining([undici?.purl]));
});
