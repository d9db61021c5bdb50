import { once } from 'node:events';
import { createServer } from 'node:http';

/** A page with one letter, and so many bytes. */
export async function openEmptyPage(bytes) {
  const html = '<!doctype html><title>.</title><p>.</p><!---->';
  const body = html.replace('<!---->', `<!--${'x'.repeat(bytes - html.length)}-->`);
  const server = createServer((_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'text/html; charset=utf-8');
    outgoing.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
