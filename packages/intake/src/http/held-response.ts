import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import type { HeldAnswer } from '../faults/fault-target.js';

/** About the connection rather than the answer: written anew when the answer is sent. */
const ofTheConnection = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/**
 * Serves a request and keeps the answer back.
 *
 * @param gone ends the wait for an answer that nobody will write any more
 */
export async function holdAnswer(
  incoming: IncomingMessage,
  serve: RequestListener,
  gone: Promise<void>,
): Promise<HeldAnswer> {
  const wire: Buffer[] = [];
  const outgoing = new ServerResponse(incoming);
  // The body as it is, without the lengths of its chunks.
  outgoing.useChunkedEncodingByDefault = false;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      wire.push(chunk);
      done();
    },
  });
  outgoing.assignSocket(sink as unknown as Socket);
  const finished = new Promise<void>((resolve) => outgoing.once('finish', resolve));
  serve(incoming, outgoing);
  await Promise.race([finished, gone]);
  return parseAnswer(Buffer.concat(wire));
}

function parseAnswer(wire: Buffer): HeldAnswer {
  const end = wire.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = wire.toString('latin1', 0, Math.max(end, 0)).split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (!ofTheConnection.has(name)) headers[name] = line.slice(colon + 1).trim();
  }
  return {
    status: Number(statusLine.split(' ', 2)[1] ?? 0),
    headers,
    body: Buffer.from(wire.subarray(end + 4)),
  };
}
