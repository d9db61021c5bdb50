import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../scripts/run.mjs';
import { findService, missingServices } from '../scripts/services.mjs';

const others = ['redis-server', 'prometheus', 'victoria-metrics'];

/** The only folder on PATH. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-services-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function program(name: string, ...lines: string[]): void {
  const file = join(folder, name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
}

describe('missingServices', () => {
  const missing = (env: Record<string, string>) =>
    missingServices(env).map((service: { name: string }) => service.name);

  it('names what is not on PATH', () => {
    expect(missing({ PATH: folder })).toEqual(['chromium', ...others]);
  });

  it('finds a program on PATH', () => {
    program('chromium');
    expect(missing({ PATH: folder })).toEqual(others);
  });

  it('gives its file', () => {
    program('chromium-browser');
    expect(findService('chromium', { PATH: folder })).toBe(join(folder, 'chromium-browser'));
    expect(findService('redis-server', { PATH: folder })).toBeUndefined();
  });

  it('believes the variable that names a program', () => {
    expect(missing({ PATH: folder, DOGSTATS_CHROMIUM: '/opt/chrome' })).not.toContain('chromium');
  });
});

describe('install-services', () => {
  const install = (env: Record<string, string> = { DOGSTATS_INSTALL_SERVICES: '1' }) =>
    spawnSync(process.execPath, [join(root, 'scripts/install-services.mjs')], {
      encoding: 'utf8',
      env: { PATH: folder, ...env },
    });

  beforeEach(() => {
    program('sudo', 'shift', 'exec "$@"');
    program('env', 'shift', 'exec "$@"');
  });

  it('touches nothing unless it is told to', () => {
    program('apt-get', `echo "$@" >> ${folder}/log`);
    expect(install({}).status).toBe(1);
    expect(() => readFileSync(join(folder, 'log'))).toThrow();
  });

  it('installs what is missing, and only that', () => {
    program(
      'apt-get',
      `echo "$@" >> ${folder}/log`,
      `for name in chromium ${others.join(' ')}; do /bin/cp "$0" ${folder}/$name; done`,
    );
    expect(install().status).toBe(0);
    const log = readFileSync(join(folder, 'log'), 'utf8');
    expect(log).toBe(
      `update\ninstall --yes --no-install-recommends chromium ${others.join(' ')}\n`,
    );

    expect(install().stdout).toBe('All services are on PATH.\n');
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe(log);
  });

  it('fails when a service is still missing', () => {
    program('apt-get');
    const { status, stderr } = install();
    expect(stderr).toContain(`Still not on PATH: chromium, ${others.join(', ')}`);
    expect(status).toBe(1);
  });
});
