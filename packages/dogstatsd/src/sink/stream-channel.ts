import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Clock, Timer } from '@dogstats/core';
import { addressUrl } from './agent-address.js';
import { type Channel, closedError, SendError, sendError } from './channel.js';

/** How long datagrams wait for an Agent that is gone; from then on they are dropped at once. */
const patienceMs = 10_000;

/** Between two attempts to connect: at first, and at most. */
const firstDelayMs = 50;
const longestDelayMs = 1_000;

/** How long the kernel may take to make room: an Agent that does not read for so long is stuck. */
const stallMs = 1_000;

export interface StreamChannelOptions {
  readonly path: string;
  readonly clock: Clock;
}

/**
 * Sends frames over a Unix stream socket, one at a time: so it is known of each whether the kernel
 * has taken all of it. A frame that the Agent's end cut off never became a message, and goes once
 * more over the next connection.
 */
export class StreamChannel implements Channel {
  readonly #path: string;
  readonly #url: string;
  readonly #clock: Clock;
  /** The frame before; the next one begins when it has ended. */
  #turn: Promise<unknown> = Promise.resolve();
  #socket: Socket | undefined;
  /** When the Agent was found to be gone or stuck, of the monotonic clock. */
  #goneMs: number | undefined;
  #triedMs = Number.NEGATIVE_INFINITY;
  /** Until when nothing is tried, because the Agent does not read. */
  #stuckUntilMs = Number.NEGATIVE_INFINITY;
  #lastError: SendError | undefined;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor({ path, clock }: StreamChannelOptions) {
    this.#path = path;
    this.#url = addressUrl({ kind: 'stream', path });
    this.#clock = clock;
  }

  get warning(): Error | undefined {
    return this.#goneMs === undefined ? undefined : this.#lastError;
  }

  send(datagram: Buffer, keepAlive: boolean): Promise<void> {
    const sending = this.#turn.then(() => this.#send(datagram, keepAlive));
    this.#turn = sending.catch(() => {});
    return sending;
  }

  hurry(): void {
    this.#triedMs = Number.NEGATIVE_INFINITY;
    this.#stuckUntilMs = Number.NEGATIVE_INFINITY;
    this.#wake?.();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake?.();
    await this.#turn;
    this.#socket?.destroySoon();
    this.#socket = undefined;
  }

  async #send(datagram: Buffer, keepAlive: boolean): Promise<void> {
    for (;;) {
      if (this.#clock.monotonic() < this.#stuckUntilMs) throw this.#lastError as SendError;
      const socket = await this.#connected(keepAlive);
      try {
        await this.#handOver(socket, datagram);
        this.#goneMs = undefined;
        return;
      } catch (error) {
        socket.destroy();
        this.#socket = undefined;
        this.#lose(error);
        if (!(error instanceof SendError)) continue;
        // What hangs is not tried again: the next connection would hang as well.
        this.#stuckUntilMs = this.#clock.monotonic() + stallMs;
        throw error;
      }
    }
  }

  /** @throws {SendError} when the Agent is not there, and has been gone for too long to wait. */
  async #connected(keepAlive: boolean): Promise<Socket> {
    let delayMs = firstDelayMs;
    for (;;) {
      if (this.#socket !== undefined) return this.#socket;
      if (this.#closed) throw closedError(this.#url);
      if (this.#clock.monotonic() >= this.#triedMs + delayMs) {
        this.#triedMs = this.#clock.monotonic();
        try {
          this.#socket = await this.#open();
          return this.#socket;
        } catch (error) {
          this.#lose(error);
          delayMs = Math.min(delayMs * 2, longestDelayMs);
        }
      }
      this.#goneMs ??= this.#clock.monotonic();
      const waitedMs = this.#clock.monotonic() - this.#goneMs;
      if (waitedMs >= patienceMs && this.#lastError !== undefined) throw this.#lastError;
      await this.#sleep(this.#triedMs + delayMs - this.#clock.monotonic(), keepAlive);
    }
  }

  async #open(): Promise<Socket> {
    const socket = connect(this.#path);
    socket.unref();
    await once(socket, 'connect');
    const leave = (): void => {
      if (this.#socket === socket) this.#socket = undefined;
      socket.destroy();
    };
    socket.on('error', leave);
    socket.on('end', leave);
    socket.on('close', leave);
    // An Agent never answers, but its end has to be noticed.
    socket.resume();
    return socket;
  }

  /** @throws the error of the socket, or `SendError` when nobody reads. */
  #handOver(socket: Socket, datagram: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer: Timer = this.#clock.setTimeout(() => {
        reject(
          new SendError(
            'queue_full',
            `sending to ${this.#url} failed: its buffer is full, and the Agent has not read for ${stallMs / 1000} s`,
          ),
        );
      }, stallMs);
      socket.write(datagram, (error) => {
        timer.cancel();
        if (error) reject(error);
        else resolve();
      });
    });
  }

  #lose(error: unknown): void {
    this.#goneMs ??= this.#clock.monotonic();
    this.#lastError = error instanceof SendError ? error : sendError(this.#url, error);
  }

  #sleep(delayMs: number, keepAlive: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(resolve, delayMs, keepAlive);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
