/** A process that does nothing: milliseconds of CPU in a second, of all threads. */
import { setTimeout as sleep } from 'node:timers/promises';
import { dogStats } from 'dogstats';
import { runtimeMetrics } from 'dogstats/runtime';
import { nullSink } from '../harness/null-sink.mjs';
import { silentLogger } from '../harness/silent-logger.mjs';

const { isMeasured, seconds } = JSON.parse(process.argv[2]);

dogStats.start({ sink: nullSink, logger: silentLogger, env: {} });
if (isMeasured) runtimeMetrics();
await sleep(1000);
const before = process.cpuUsage();
await sleep(seconds * 1000);
const { user, system } = process.cpuUsage(before);
await dogStats.close();
process.send((user + system) / 1000 / seconds, () => process.exit(0));
