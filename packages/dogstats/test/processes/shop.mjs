// A shop in four workers, of node:cluster or threads, run by tests. What to do is in the environment.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { dogStats } from 'dogstats';

const { SHOP_WORKERS: kind, SHOP_SINK: sink, SHOP_END: ending } = process.env;
const workers = 4;
const widths = { rollUpIntervalSeconds: 1, flushIntervalSeconds: 1 };

if (kind === 'threads' ? isMainThread : cluster.isPrimary) await primary();
else await worker(kind === 'threads' ? workerData : cluster.worker.id - 1);

async function primary() {
  dogStats.start(widths);
  dogStats.increment('shop.orders', 1000);
  const all = Array.from({ length: workers }, (_, number) => startWorker(number));
  // All begin at the same moment, so that they write to the same seconds.
  await Promise.all(all.map(({ ready }) => ready));
  for (const { go } of all) go();
  await Promise.all(all.map(({ ended }) => ended));
  const report = await dogStats.close();
  console.log(JSON.stringify({ report, stats: dogStats.stats() }));
}

function startWorker(number) {
  const made =
    kind === 'threads'
      ? new Worker(new URL(import.meta.url), { workerData: number })
      : cluster.fork();
  const ready = new Promise((resolve) => {
    made.on('message', (message) => message === 'ready' && resolve());
  });
  const go = () => (kind === 'threads' ? made.postMessage('go') : made.send('go'));
  return { ready, go, ended: once(made, 'exit') };
}

async function worker(number) {
  const port = kind === 'threads' ? parentPort : process;
  dogStats.start(sink === 'primary' ? { ...widths, sink: 'primary' } : widths);
  const going = new Promise((resolve) => {
    port.on('message', (message) => message === 'go' && resolve());
  });
  if (kind === 'threads') port.postMessage('ready');
  else process.send('ready');
  await going;
  for (let round = 0; round < 12; round++) {
    for (let order = 0; order < 50; order++) {
      dogStats.increment('shop.orders');
      dogStats.histogram('shop.latency', 100 * number + order);
      dogStats.distribution('shop.amount', order);
      dogStats.set('shop.customers', `c${number}.${order % 25}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (ending === 'flush and kill') {
    const { ok } = await dogStats.flush({ timeoutMs: 30_000 });
    if (!ok) process.exit(1);
    process.kill(process.pid, 'SIGKILL');
    // Every other one ends without a word.
  } else if (sink === 'primary' && number % 2 === 1) process.exit();
  else {
    const { ok } = await dogStats.close({ timeoutMs: 30_000 });
    process.exit(ok ? 0 : 1);
  }
}
