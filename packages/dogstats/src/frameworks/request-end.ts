import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';

export type ServerRequest = IncomingMessage | Http2ServerRequest;
export type ServerAnswer = ServerResponse | Http2ServerResponse;

/** What became of a request. */
export interface RequestEnd {
  /** Status that the client was told; `undefined` when it was told none. */
  readonly status: number | undefined;
  /** Who ended it before the answer was complete; `undefined` when nobody did. */
  readonly brokenOffBy?: 'client' | 'server' | undefined;
}

/** Calls back once, when the last byte of an answer is handed over, or nobody waits for it any more. */
export function onRequestEnd(
  request: ServerRequest,
  response: ServerAnswer,
  callback: (end: RequestEnd) => void,
): void {
  let stopWaiting: (() => void) | undefined;
  let isOver = false;
  let isComplete = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    stopWaiting?.();
    callback(endOf(request, response, isComplete));
  };
  if (hasClosed(response)) {
    over();
    return;
  }
  response.once('finish', () => {
    isComplete = true;
  });
  response.once('close', over);
  // A pipelined answer whose turn has not come does not hear of the end of its connection.
  if (response.socket === null && request.socket) stopWaiting = onSocketClose(request.socket, over);
}

function endOf(request: ServerRequest, response: ServerAnswer, isComplete: boolean): RequestEnd {
  const status = response.headersSent ? response.statusCode : undefined;
  if (isHttp2(response)) {
    const { rstCode = 0, aborted = false } = response.stream ?? {};
    if (rstCode === 0 && !aborted) return { status };
    // What Node.js sends for a stream that is destroyed here; clients cancel.
    return { status, brokenOffBy: rstCode === internalError ? 'server' : 'client' };
  }
  // An adapter may end an answer of which it has lost the rest, and destroy it only then.
  if (isComplete && !response.errored) return { status };
  return { status, brokenOffBy: clientLeft(request.socket) ? 'client' : 'server' };
}

/** Code of HTTP/2. */
const internalError = 2;

/** Whether the other end closed or reset the connection; otherwise it was done here. */
function clientLeft(socket: Socket | undefined): boolean {
  const { code } = (socket?.errored ?? {}) as NodeJS.ErrnoException;
  return socket?.readableEnded === true || resets.has(code);
}

const resets: ReadonlySet<string | undefined> = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED']);

function hasClosed(response: ServerAnswer): boolean {
  return isHttp2(response) ? response.stream?.destroyed !== false : response.closed;
}

function isHttp2(response: ServerAnswer): response is Http2ServerResponse {
  return 'stream' in response;
}

const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * One listener for all that wait for a socket: more than ten would print a warning.
 *
 * @returns a function that calls it off.
 */
function onSocketClose(socket: Socket, callback: () => void): () => void {
  let callbacks = waiting.get(socket);
  if (callbacks === undefined) {
    const all = new Set<() => void>();
    callbacks = all;
    waiting.set(socket, all);
    socket.once('close', () => {
      for (const each of all) each();
    });
  }
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}
