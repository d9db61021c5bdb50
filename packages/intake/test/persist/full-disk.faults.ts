import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Admitted } from '../../src/http/storing.js';
import { Persistence } from '../../src/persist/persistence.js';
import type { Tenant } from '../../src/tenants/tenant.js';
import type { Tenants } from '../../src/tenants/tenants.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dogstats-disk-'));
});
afterEach(() => {
  spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true });
});

/** Makes the folder a disk of its own. */
function mountDisk(kibibytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder]);
}

test.skipIf(process.getuid?.() !== 0)(
  'what a compaction leaves no room for is written after it',
  async () => {
    mountDisk(2_700);
    const notices: string[] = [];
    const tenant = { name: '' } as Tenant;
    const persistence = new Persistence(join(folder, 'points'), {
      clock: { now: () => 1_000_000 },
      retentionSeconds: 3_600,
      tenants: { all: () => [] } as unknown as Tenants,
      onNotice: (notice) => notices.push(notice),
    });
    let stored = 0;
    const store = (kibibytes: number): void => {
      // Letters that don't compress.
      const text = randomBytes(kibibytes * 1_024).toString('latin1');
      const events = [{ text, timestamp: 1_000 }];
      persistence.stored(tenant, {
        series: [],
        sketches: [],
        events,
        checks: [],
      } as never as Admitted);
      stored++;
    };
    while (persistence.state().bytes < 1_048_576) store(70);

    store(400);

    expect(persistence.state()).toMatchObject({ state: 'stopped', waiting: 1, lost: 0 });
    await expect
      .poll(() => persistence.state())
      .toMatchObject({ state: 'writing', records: stored, waiting: 0, problem: null });
    expect(notices).toEqual([
      expect.stringContaining('ENOSPC'),
      expect.stringContaining('is written again after 0 s; nothing is missing'),
    ]);
    await persistence.close();
    expect(readdirSync(folder)).toEqual(['points']);
  },
);
