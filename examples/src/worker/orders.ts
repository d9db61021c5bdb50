import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from './job-queue.js';

/** What is to be done for an order: a mail, an invoice and a picture. */
export function jobsFor(order: number): Job[] {
  let mails = 0;
  return [
    {
      kind: 'mail',
      async run() {
        await sleep(4);
        // The mail server is busy now and then; a second try gets through.
        if (order % 10 === 0 && mails++ === 0) throw new Error('421 try again later');
      },
    },
    {
      kind: 'invoice',
      async run() {
        await sleep(8);
        // However often it is tried.
        if (order % 20 === 0) throw new RangeError(`order ${order} has no address`);
      },
    },
    { kind: 'picture', run: () => sleep(2) },
  ];
}
