import { afterEach, expect, test, vi } from 'vitest';
import { Journal } from '../../src/persist/journal.js';
import { sendSeries } from '../client.js';
import { file, notices, passSeconds, seconds, start, useFile } from './rig.js';

useFile();
afterEach(() => void vi.restoreAllMocks());

const { append, compact } = Journal.prototype;

/** Makes a disk of so many bytes, on which a journal is alone. */
function limitDisk(bytes: number): void {
  vi.spyOn(Journal.prototype, 'append').mockImplementation(function (this: Journal, record) {
    if (this.bytes + record.length > bytes) throw new Error('ENOSPC: no space left on device');
    append.call(this, record);
  });
}

const tags = Array.from({ length: 100 }, (_, n) => `some:${'x'.repeat(50)}${n}`);

test('a full disk has room again once what is in the file is past the retention', async () => {
  limitDisk(100_000);
  const intake = await start({ retentionSeconds: 60 });
  const send = () => sendSeries(intake, { metric: 'm', points: [[seconds, 1]], tags });
  while (intake.state().persist?.state !== 'stopped') await send();
  // It looked at once whether anything is old enough.
  await expect.poll(() => intake.state().persist?.compactedAt).toBe(seconds * 1_000);

  passSeconds(120);
  await send();

  await expect.poll(() => intake.state().persist?.state).toBe('writing');
  expect(intake.state().persist).toMatchObject({ waiting: 0, lost: 0 });
  const second = await start({ retentionSeconds: 60 });
  expect(second.total('m')).toBe(1);
});

test('a compaction that failed is tried again after a minute, and told once', async () => {
  let attempts = 0;
  vi.spyOn(Journal.prototype, 'compact').mockImplementation(async function (this: Journal, ...how) {
    if (++attempts < 3) throw new Error('ENOSPC: no space left on device');
    return compact.apply(this, how);
  });
  limitDisk(50_000);
  const intake = await start({ retentionSeconds: 3_600 });
  const send = () => sendSeries(intake, { metric: 'm', points: [[seconds, 1]], tags });
  const compactedAt = () => intake.state().persist?.compactedAt;
  while (attempts === 0) await send();
  await send();
  expect(attempts).toBe(1);

  for (let minute = 1; minute <= 3; minute++) {
    passSeconds(60);
    await expect.poll(() => attempts).toBe(1 + minute);
    if (minute > 1) await expect.poll(compactedAt).toBe(seconds * 1_000);
  }

  expect(notices.filter((notice) => notice.includes(`${file} was not compacted`))).toHaveLength(1);
});
