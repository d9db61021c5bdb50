/**
 * Accepts whatever it is sent, in a process of its own. While requests come in it only keeps their
 * bytes; what is in them it works out when it is asked: `GET /tally` answers the requests, the bytes
 * on the wire and the series, each counted once, and begins anew.
 */
import { createServer } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';

const inflaters = { deflate: inflateSync, gzip: gunzipSync };
let received = [];

const server = createServer((request, response) => {
  if (request.url === '/tally') return answer(response, 200, tally());
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    received.push({ chunks, encoding: request.headers['content-encoding'] });
    answer(response, 202, { errors: [] });
  });
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

function answer(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(value));
}

function tally() {
  const series = new Set();
  let bytes = 0;
  for (const { chunks, encoding } of received) {
    const body = Buffer.concat(chunks);
    bytes += body.length;
    const text = (inflaters[encoding]?.(body) ?? body).toString();
    for (const each of namesOf(text)) series.add(each);
  }
  const requests = received.length;
  received = [];
  return { requests, bytes, series: series.size };
}

/** Name and tags of each series, of Datadog's JSON or of Prometheus' lines. */
function namesOf(text) {
  if (text.startsWith('{"'))
    return JSON.parse(text).series.map(({ metric, tags }) => `${metric} ${[...tags].sort()}`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.slice(0, line.lastIndexOf(' ')));
}
