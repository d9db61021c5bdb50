import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { expect, onTestFinished, test } from 'vitest';
import { UserProject } from './user-project.ts';

test('routes of NestJS survive, wherever the decorator stands', async () => {
  const packages = ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express'];
  const project = new UserProject(['nest.js'], [...packages, 'reflect-metadata', 'rxjs']);
  onTestFinished(() => project.remove());
  const source = readFileSync(join(project.folder, 'nest.js'), 'utf8');
  const { code } = transformSync(source, {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'ecmascript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  });

  const { answers, recorded } = JSON.parse(await project.run([project.write('out/nest.js', code)]));

  expect(answers).toEqual([
    [203, 'yes', 'user7'],
    [200, null, 'user8'],
    [404, null, expect.stringContaining('no such user')],
  ]);
  expect(recorded).toEqual(['above', 'below', 'inner', 'outer']);
});
