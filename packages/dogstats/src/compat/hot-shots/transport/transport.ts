/** Told when the kernel, or whoever takes the bytes, has them. */
export type Sent = (error: NodeJS.ErrnoException | null, bytes?: number) => void;

// biome-ignore lint/suspicious/noExplicitAny: listeners of events of any kind.
type Listener = (...values: any[]) => void;

/** A way out, of whatever kind: what the client knows of sockets. */
export interface Transport {
  readonly type: 'udp' | 'tcp' | 'uds' | 'stream' | 'mock';
  /** When it was made, in milliseconds: those that fail may not be made anew too often. */
  readonly createdAt: number;
  send(message: Buffer, sent: Sent): void;
  /** Says so when nothing is left to be told of by the event `close`. */
  close(): 'closed' | undefined;
  unref(): void;
  emit(event: string, ...values: unknown[]): boolean;
  on(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
}

/** Code of a message that is refused because too much waits already. */
export const queueFull = 'HOTSHOTS_WRITE_QUEUE_FULL';

/** An error with the code that callers look at. */
export function codedError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}

/** Lines of a stream end with a line end; those of a datagram don't. */
export function endLine(message: Buffer): Buffer {
  if (message.length === 0 || message[message.length - 1] === 10) return message;
  return Buffer.concat([message, lineEnd]);
}

const lineEnd = Buffer.from('\n');

/** Has a failure told in a later turn: who sends again from the callback must not grow the stack. */
export function later(sent: Sent, error: unknown): void {
  process.nextTick(sent, error);
}
