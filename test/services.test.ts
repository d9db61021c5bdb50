import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingServices } from '../scripts/services.mjs';

describe('missingServices', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dogstats-services-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const missing = (env: Record<string, string>) =>
    missingServices(env).map((service: { name: string }) => service.name);

  it('names what is not on PATH', () => {
    expect(missing({ PATH: folder })).toContain('chromium');
  });

  it('finds a program on PATH', () => {
    const program = join(folder, 'chromium');
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    expect(missing({ PATH: folder })).not.toContain('chromium');
  });

  it('believes the variable that names a program', () => {
    expect(missing({ PATH: folder, DOGSTATS_CHROMIUM: '/opt/chrome' })).not.toContain('chromium');
  });
});
