// A worker with a queue: how many jobs wait, how long they wait and run, how many fail and why. On
// SIGTERM those that run may end, what is left is said, and everything that was counted is sent.
import { dogStats } from 'dogstats';
import { JobQueue } from './job-queue.js';
import { jobsFor } from './orders.js';

/** Orders that come in while it runs. */
const orders = 40;

dogStats.start({ prefix: 'shop' });

const queue = new JobQueue(4);
let taken = 0;
let saidIdle = false;

function takeOrders(): void {
  for (let each = 0; each < 5 && taken < orders; each++) {
    for (const job of jobsFor(++taken)) queue.add(job);
  }
  if (saidIdle || taken < orders || !queue.isIdle) return;
  saidIdle = true;
  console.log('Nothing left to do: waiting for orders, until SIGTERM.');
}

takeOrders();
const source = setInterval(takeOrders, 25);

process.once('SIGTERM', () => void stop());
process.once('SIGINT', () => void stop());
console.log(`At work: ${queue.depth} jobs wait.`);

async function stop(): Promise<void> {
  clearInterval(source);
  await queue.close();
  // Whoever ends by itself needs no handleSignals: close() sends the rest.
  const report = await dogStats.close();
  const { done, failed, depth } = queue;
  console.log(`Stopped: ${done} jobs done, ${failed} failed, ${depth} left.`);
  if (!report.ok) console.error('Not everything was sent.', report);
}
