import { DogStatsError, type DropReason } from '@dogstats/core';

/** A way to hand datagrams to the kernel. */
export interface Channel {
  /**
   * Resolves when the kernel has taken it.
   *
   * @param keepAlive whether waits may keep the process alive: somebody waits for the outcome.
   * @throws {SendError} when it was given up.
   */
  send(datagram: Buffer, keepAlive: boolean): Promise<void>;
  /** Tries to reach an Agent that is gone without further delay. */
  hurry(): void;
  /** Gives up what waits for an Agent, waits for the kernel to take the rest, and closes. */
  close(): Promise<void>;
  /** What was wrong at last, though nothing was lost by it. */
  readonly warning: Error | undefined;
}

/** A datagram that was not handed to the kernel. */
export class SendError extends DogStatsError {
  override readonly name = 'SendError';
  readonly reason: DropReason;

  constructor(reason: DropReason, message: string) {
    super(reason === 'sink_failed' ? 'ERR_NETWORK' : 'ERR_SINK', message);
    this.reason = reason;
  }
}

const adviceByCode: { readonly [code: string]: string } = {
  ECONNREFUSED: 'nothing listens there: is the Agent running?',
  ENOENT: 'there is no such socket: is the Agent running, with dogstatsd_stream_socket set to it?',
  EPROTOTYPE:
    'that is a datagram socket: set dogstatsd_stream_socket in the Agent, and use its path',
  EACCES: 'this user may not write to it',
  ENOTFOUND: 'the host name is unknown: check DD_AGENT_HOST and DNS',
  EAI_AGAIN: 'the host name could not be looked up: check DNS',
};

const reasonByCode: { readonly [code: string]: DropReason } = {
  EMSGSIZE: 'too_large',
  ENOBUFS: 'queue_full',
  EAGAIN: 'queue_full',
};

/** What an error of the system means for a datagram. */
export function sendError(url: string, error: unknown): SendError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  const advice = adviceByCode[code];
  const remedy = advice === undefined ? '' : ` (${advice})`;
  return new SendError(
    reasonByCode[code] ?? 'sink_failed',
    `sending to ${url} failed: ${code}${remedy}`,
  );
}

export function closedError(url: string): SendError {
  return new SendError('shutdown', `the sink to ${url} is closed`);
}
