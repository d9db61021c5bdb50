// A service: what an outage holds back survives on disk, and SIGTERM ends it with everything sent.
import { createServer, type ServerResponse } from 'node:http';
import { dogStats } from 'dogstats';

dogStats.start({
  prefix: 'shop',
  handleSignals: true,
  spool: { dir: process.env['SPOOL_DIR'] ?? './spool' },
  telemetry: true, // dogstats.client.accepted, .dropped, .retained, …
});

const latency = dogStats.boundHistogram('request.time');

/** Whether all that was recorded so far was accepted, or what became of it. */
async function answerHealth(response: ServerResponse): Promise<void> {
  const report = await dogStats.flush(); // never rejects
  response.writeHead(report.ok ? 200 : 503).end(JSON.stringify(report));
}

const server = createServer((request, response) => {
  if (request.url === '/health') return void answerHealth(response);
  const startMs = performance.now();
  dogStats.increment('requests', 1, { path: request.url ?? '/' });
  response.end('Thank you.\n');
  latency.record((performance.now() - startMs) / 1000);
});

server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => {
  console.log('listening on', server.address());
});
