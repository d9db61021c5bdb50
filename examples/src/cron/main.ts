// A script or cron job: it records, says at the end whether all of it arrived, and is done.
import { readdir } from 'node:fs/promises';
import { dogStats } from 'dogstats';

dogStats.start({ prefix: 'nightly' });

const listFiles = dogStats.timed('list.time', () => readdir('.'));
const files = await listFiles();
dogStats.gauge('files', files.length);
dogStats.increment('runs');

const report = await dogStats.flush({ timeoutMs: 10_000 }); // nobody waits for a script
console.log(report.ok ? `Sent ${report.accepted} calls.` : 'Not everything was sent.', report);
