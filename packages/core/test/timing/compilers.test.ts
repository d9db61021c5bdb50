import { describe, expect, type TestContext, test } from 'vitest';
import { compilers, strictArguments, tsc, typeScripts } from './compilers.ts';
import { UserProject } from './user-project.ts';

const recorded = [
  'async generator 2 undefined',
  'throws 3 {"error":"TypeError: unchanged"}',
  'sync 1 undefined',
  'async 2 {"user":"user7"}',
  'generator 2 undefined',
  'rejects 0 undefined',
  'generic 0 undefined',
  'static 0 undefined',
  'using 4 undefined',
  'now 0 undefined',
  'wrapped 0 undefined',
];
const results = [
  'user7!',
  'user7',
  ['user0', 'user1'],
  ['user0', 'user1'],
  'TypeError: unchanged',
  'TypeError: unchanged',
  'same',
  42,
  'built',
  5,
  3,
  ['find', 1, 'load'],
];

function makeProject(context: TestContext, ...files: string[]): UserProject {
  const project = new UserProject(files);
  context.onTestFinished(() => project.remove());
  return project;
}

/** Six compilers at once on a busy machine. */
const timeout = 180_000;

describe.concurrent('a program that is compiled by', { timeout }, () => {
  test.for(Object.entries(compilers))(
    '%s does and records the same',
    async ([, compile], context) => {
      const project = makeProject(context, 'decorated.ts', 'types.ts', 'using.ts');

      const output = await project.run(await compile(project));

      expect(JSON.parse(output)).toEqual({ results, recorded });
    },
  );
});

describe.concurrent('without a lib that knows Disposable', { timeout }, () => {
  test.for(Object.entries(typeScripts))(
    '%s takes the types all the same',
    async ([, name], context) => {
      const project = makeProject(context, 'types.ts');
      const args = [
        ...strictArguments('standard'),
        '--skipLibCheck',
        'false',
        '--lib',
        'es2022',
        '--noEmit',
        'platform.d.ts',
        'types.ts',
      ];

      await expect(project.run(tsc(name, args))).resolves.toBe('');
    },
  );
});
