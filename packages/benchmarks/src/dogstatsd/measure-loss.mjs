import { setTimeout as sleep } from 'node:timers/promises';
import { forkForMessage } from '../harness/fork-for-message.mjs';
import { kernelDrops, startListener, startStatsd } from './receivers.mjs';

const sender = new URL('./loss-sender.mjs', import.meta.url);

const rates = [2_000, 10_000, 30_000];
const seconds = 3;

const receivers = [
  { title: 'dogstats', start: () => startListener(undefined) },
  { title: "dogstats, the system's buffer", start: () => startListener(0) },
  { title: 'statsd', start: startStatsd },
];

/**
 * What of a stream of datagrams at a rate gets through: sent, received, dropped by the kernel. Each
 * round takes all receivers in turn; of each row the round in the middle is answered, as it was.
 */
export async function measureLoss(rounds, onProgress) {
  const rows = rates.flatMap((perSecond) =>
    receivers.map((receiver) => ({ ...receiver, perSecond, measured: [] })),
  );
  for (let round = 0; round < rounds; round++) {
    for (const { title, start, perSecond, measured } of rows) {
      onProgress(`round ${round + 1} of ${rounds}: ${perSecond} datagrams a second to ${title}`);
      measured.push(await measureOne(start, perSecond));
    }
  }
  return rows.map(({ title, perSecond, measured }) => {
    const sorted = measured.toSorted((left, right) => left.received - right.received);
    return { title, perSecond, ...sorted[Math.floor(sorted.length / 2)] };
  });
}

async function measureOne(start, perSecond) {
  const receiver = await start();
  try {
    const { port, granted } = receiver;
    const { sent, tookMs } = await forkForMessage(sender, { port, perSecond, seconds });
    let received = await receiver.received();
    // What is in the buffer has still to be read.
    for (let before = -1; before !== received; received = await receiver.received()) {
      before = received;
      await sleep(200);
    }
    return { sent, received, dropped: await kernelDrops(port), granted, tookMs };
  } finally {
    await receiver.stop();
  }
}
