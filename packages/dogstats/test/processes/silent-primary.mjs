// A worker whose primary takes nothing, and then is gone; run by a test.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { ManualClock } from '@dogstats/core/testing';
import { dogStats } from 'dogstats';

if (cluster.isPrimary) {
  const worker = cluster.fork();
  worker.once('message', () => worker.send('heard'));
} else {
  // A worker of node:cluster would end with its channel.
  process.removeAllListeners('disconnect');
  const clock = new ManualClock();
  dogStats.start({ sink: 'primary', clock });
  dogStats.increment('hits');
  const flushing = dogStats.flush({ timeoutMs: 5000 });
  // The sink is loaded after start(): when that is done is up to the machine.
  await once(process, 'message');
  await clock.advance(12_000);
  const silent = await flushing;
  dogStats.increment('hits');
  process.disconnect();
  await once(process, 'disconnect');
  const closing = dogStats.close();
  await clock.advance(10_000);
  const gone = await closing;
  const errors = gone.errors.map(({ code, message }) => `${code} ${message}`);
  console.log(JSON.stringify({ silent, gone: { ...gone, errors }, stats: dogStats.stats() }));
}
