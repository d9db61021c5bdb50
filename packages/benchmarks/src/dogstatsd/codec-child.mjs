/** One subject in a process of its own. Sends its samples: nanoseconds a message, beside the yardstick. */
import { mainThreadMs } from '../harness/main-thread-clock.mjs';
import { timeYardstick, warmYardstick } from '../harness/yardstick.mjs';
import { codecs } from './codecs.mjs';

const { subject, samples, sampleMs, udpPort } = JSON.parse(process.argv[2]);

const doThousand = await codecs[subject].open(udpPort);
for (let round = 0; round < 100; round++) await doThousand();
warmYardstick();

const results = [];
let before = timeYardstick();
for (let sample = 0; sample < samples; sample++) {
  globalThis.gc?.();
  let messages = 0;
  let took = 0;
  const start = mainThreadMs();
  while (took < sampleMs) {
    await doThousand();
    messages += 1000;
    took = mainThreadMs() - start;
  }
  const after = timeYardstick();
  results.push({ ns: (took * 1e6) / messages, yardstickMs: (before + after) / 2 });
  before = after;
}
process.send(results, () => process.exit(0));
