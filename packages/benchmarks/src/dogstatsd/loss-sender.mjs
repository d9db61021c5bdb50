/**
 * Sends datagrams at a rate, in bursts of one millisecond, and says how many the kernel took. What the
 * machine's own pace leaves out is made up for, so that all receivers get the same number.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { makeDatagrams } from './messages.mjs';

const { port, perSecond, seconds } = JSON.parse(process.argv[2]);

const socket = createSocket('udp4');
socket.connect(port, '127.0.0.1');
await once(socket, 'connect');
const datagrams = makeDatagrams();
const all = perSecond * seconds;
let sent = 0;
let failed = 0;
let open = 0;
const start = performance.now();
await new Promise((resolve) => {
  const tick = () => {
    const due = Math.min(all, Math.floor(((performance.now() - start) * perSecond) / 1000));
    while (sent + open + failed < due) {
      open++;
      socket.send(datagrams[(sent + open + failed) % datagrams.length].bytes, (error) => {
        open--;
        if (error) failed++;
        else sent++;
        if (sent + failed === all) resolve();
      });
    }
    if (due < all) setTimeout(tick, 1);
  };
  tick();
});
process.send({ sent, failed, tookMs: performance.now() - start }, () => process.exit(0));
