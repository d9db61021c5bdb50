// A service in four processes with one total: workers hand over to the primary, which sends it once.
import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { dogStats } from 'dogstats';

if (cluster.isPrimary) {
  dogStats.start({ prefix: 'shop' });
  const workers = Array.from({ length: 4 }, () => cluster.fork());

  await once(process, 'SIGTERM');
  // Not worker.kill(), which cuts the channel first: workers hand over the rest as they end.
  for (const worker of workers) worker.process.kill('SIGTERM');
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  const report = await dogStats.close();
  console.log(`Sent ${report.accepted} more calls.`, report.ok ? '' : report);
} else {
  // Prefix, host, key and address are the primary's.
  dogStats.start({ sink: 'primary', handleSignals: true });

  const server = createServer((request, response) => {
    const startMs = performance.now();
    dogStats.increment('requests', 1, { path: request.url ?? '/' });
    dogStats.set('workers', process.pid);
    response.setHeader('connection', 'close').end('Thank you.\n');
    dogStats.timing('request.time', (performance.now() - startMs) / 1000);
  });
  server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
    console.log('listening on', server.address());
  });
}
