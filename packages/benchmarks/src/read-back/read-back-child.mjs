/** One subject reads a day back as CSV: how long it took, and what it took of memory. */
import { createWriteStream } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { subjects } from './subjects.mjs';

const { subject, ...task } = JSON.parse(process.argv[2]);
// So that what is measured is what is held, and not how much garbage the machine has room for.
setFlagsFromString('--max-semi-space-size=8');
const destination = createWriteStream('/dev/null');
let lines = 0;
const write = destination.write.bind(destination);
destination.write = (text) => {
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return write(text);
};
const { run } = subjects[subject];
global.gc();
const before = process.memoryUsage().rss;
const startCpu = process.cpuUsage();
const start = performance.now();
await run(task, destination);
const wallMs = performance.now() - start;
const { user, system } = process.cpuUsage(startCpu);
const peakMiB = (process.resourceUsage().maxRSS * 1024 - before) / 1_048_576;
process.send({ wallMs, cpuMs: (user + system) / 1_000, peakMiB, lines }, () => process.exit(0));
