import { type Aggregator, startAggregator } from './aggregator.js';
import { Connection } from './connection.js';
import { flushTarget } from './into-dogstats.js';
import { openTransport, renewAfterMs } from './open-transport.js';
import { guarded, sayError } from './say-error.js';
import { resolveSettings, type Settings } from './settings.js';
import { Telemetry } from './telemetry.js';
import { queueFull, type Transport } from './transport/transport.js';
import type { ClientOptions, RecordingTarget, StatsCb } from './types.js';

interface BufferHolder {
  buffer: string;
}

/** What a child takes over from its parent. */
interface Shared {
  readonly connection: Connection;
  readonly bufferHolder: BufferHolder;
  readonly telemetry: Telemetry | null;
  readonly aggregator: Aggregator | null;
}

/** Where options carry it: in none that a caller writes. */
const sharedKey: unique symbol = Symbol('shared');

/** How often `close()` looks whether everything is sent, before it gives up. */
const closingRounds = 10;

export interface Sender extends Settings {}

/**
 * Sends lines, at once or in batches, and closes. The names of its methods are those that users of
 * hot-shots find in stack traces and replace in tests.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns all settings.
export class Sender {
  readonly mock: boolean | undefined;
  readonly includeDataDogTags: boolean;
  readonly isChild: boolean | undefined;
  readonly dogStats: RecordingTarget | undefined;
  errorHandler: ((error: Error) => void) | undefined;
  /** An error of the name look-up that all later messages meet. */
  dnsError: Error | undefined;
  mockBuffer?: string[];
  readonly bufferHolder: BufferHolder;
  readonly telemetry: Telemetry | null;
  readonly aggregator: Aggregator | null;
  readonly #connection: Connection;
  #measured = { text: '', bytes: 0 };
  #intervalHandle: NodeJS.Timeout | undefined;

  constructor(options: ClientOptions & { readonly [sharedKey]?: Shared }) {
    const shared = options[sharedKey];
    const settings = resolveSettings(options, process.env);
    Object.assign(this, settings);
    this.mock = options.mock;
    this.isChild = options.isChild;
    this.includeDataDogTags = options.includeDataDogTags ?? true;
    this.dogStats = options.dogStats;
    this.errorHandler = options.errorHandler;
    this.bufferHolder = shared?.bufferHolder ?? options.bufferHolder ?? { buffer: '' };
    if (this.mock) this.mockBuffer = [];
    this.#connection =
      shared?.connection ??
      new Connection({
        open: () => openTransport(options, settings),
        renewAfterMs: renewAfterMs(options, settings.protocol),
        errorHandler: options.errorHandler,
      });
    this.telemetry = shared ? shared.telemetry : this.#startTelemetry(settings);
    this.aggregator = shared ? shared.aggregator : startAggregator(options, settings.telegraf);
    if (shared === undefined) this.#startFlushing(settings);
  }

  get socket(): Transport {
    return this.#connection.socket as Transport;
  }

  set socket(socket: Transport) {
    this.#connection.socket = socket;
  }

  get messagesInFlight(): number {
    return this.#connection.inFlight;
  }

  set messagesInFlight(count: number) {
    this.#connection.inFlight = count;
  }

  /** Bytes that wait in the buffer. */
  get bufferLength(): number {
    const { buffer } = this.bufferHolder;
    // Others may have written to it; else it is known already.
    if (buffer !== this.#measured.text)
      this.#measured = { text: buffer, bytes: Buffer.byteLength(buffer) };
    return this.#measured.bytes;
  }

  /** Options of a child: those of this client, and what both share. */
  protected forChild(): ClientOptions {
    const { bufferHolder, telemetry, aggregator, ...settings } = this;
    const connection = this.#connection;
    return {
      ...(settings as ClientOptions),
      isChild: true,
      [sharedKey]: { connection, bufferHolder, telemetry, aggregator },
    } as ClientOptions;
  }

  _send(message: string, callback?: StatsCb): void {
    if (this.mockBuffer !== undefined) {
      this.mockBuffer.push(message);
      callback?.(null as never, 0);
    } else if (this.dnsError !== undefined) this.#fail(this.dnsError, callback);
    else if (this.maxBufferSize > 0) this.enqueue(message, callback);
    else this.sendMessage(message, callback);
  }

  /** Puts a line into the buffer, which is sent first where it has no room. */
  enqueue(message: string, callback?: StatsCb): void {
    const length = Buffer.byteLength(message);
    if (this.bufferLength + length + 1 > this.maxBufferSize) this.flushQueue();
    const { buffer } = this.bufferHolder;
    const text = buffer === '' ? message : `${buffer}\n${message}`;
    const bytes = buffer === '' ? length : this.bufferLength + length + 1;
    this.bufferHolder.buffer = text;
    this.#measured = { text, bytes };
    callback?.();
  }

  /** Sends the buffer. */
  flushQueue(callback?: StatsCb): void {
    const { buffer } = this.bufferHolder;
    this.bufferHolder.buffer = '';
    this.sendMessage(buffer, callback);
  }

  /** Hands a datagram over. */
  sendMessage(message: string, callback?: StatsCb, isTelemetry = false): void {
    if (message === '' || this.mock) {
      callback?.();
      return;
    }
    const connection = this.#connection;
    const { socket } = connection;
    if (socket === null) {
      const error = new Error('Socket not created properly. Check previous errors for details.');
      process.nextTick(() => this.#fail(error, callback));
      return;
    }
    const bytes = Buffer.from(message);
    connection.begin();
    socket.send(bytes, (error, sent) => {
      connection.end(() => this.#settle(bytes.length, error, sent, callback, isTelemetry));
    });
  }

  /** Sends what waits in the buffer and in the aggregator, and calls back once the kernel has it. */
  flush(callback?: StatsCb): void {
    guarded('', 'aggregation flush', undefined, () => this.aggregator?.flush());
    if (this.dogStats !== undefined) {
      const { errorHandler } = this;
      void flushTarget(this.dogStats).then((error) => {
        guarded('', 'flush callback', errorHandler, () => {
          if (callback) callback(...(error ? [error] : []));
          else if (error) errorHandler?.(error);
        });
      });
      return;
    }
    let failure: Error | undefined;
    this.flushQueue((error) => {
      failure = error ?? undefined;
    });
    this.#connection.whenIdle(() => {
      callback?.(...(failure ? [failure] : []));
    });
  }

  /** Sends everything and closes the socket, that of parents and children included. */
  close(callback?: (error?: Error) => void): void {
    const { errorHandler } = this;
    clearInterval(this.#intervalHandle);
    guarded('', 'final aggregation flush', errorHandler, () => this.aggregator?.flush());
    this.aggregator?.close();
    this.telemetry?.stop();
    guarded('', 'final telemetry flush', errorHandler, () => this.telemetry?.flush());
    guarded('', 'final buffer flush', errorHandler, () => this.flushQueue());
    if (this.dogStats !== undefined) this.flush((error) => callback?.(error));
    else this.#drain(closingRounds, () => this._close(callback));
  }

  protected _close(callback: ((error?: Error) => void) | undefined): void {
    const connection = this.#connection;
    connection.isClosed = true;
    const { socket } = connection;
    if (socket === null) {
      callback?.();
      return;
    }
    const failed = (error: Error): void => {
      done();
      const told = new Error(`Error closing hot-shots socket: ${error}`);
      if (callback) callback(told);
      else sayError(told, 'closing', this.errorHandler);
    };
    const closed = (): void => {
      done();
      callback?.();
    };
    const done = (): void => {
      socket.removeListener('close', closed);
      connection.forget(socket);
    };
    socket.on('close', closed);
    try {
      if (socket.close() === 'closed') process.nextTick(closed);
    } catch (error) {
      failed(error as Error);
    }
  }

  #startTelemetry(settings: Settings): Telemetry | null {
    if (!settings.includeDatadogTelemetry) return null;
    return new Telemetry({
      ...settings,
      flushInterval: settings.telemetryFlushInterval,
      errorHandler: this.errorHandler,
      send: (lines) => this.sendMessage(lines, undefined, true),
    });
  }

  #startFlushing({ maxBufferSize, bufferFlushInterval }: Settings): void {
    if (!(maxBufferSize > 0)) return;
    this.#intervalHandle = setInterval(() => {
      guarded('', 'buffer flush interval', this.errorHandler, () => this.flushQueue());
    }, bufferFlushInterval);
    this.#intervalHandle.unref();
  }

  /**
   * Waits until nothing is under way. A callback may send once more, at once or in one of the next
   * turns: quiet counts when it has lasted for a turn of timers and one of immediates.
   */
  #drain(rounds: number, drained: () => void): void {
    if (rounds === 0) {
      console.error('dogstats: messages are still under way: closing all the same');
      this.messagesInFlight = 0;
      drained();
      return;
    }
    const look = (): void => {
      if (this.messagesInFlight > 0)
        setTimeout(() => this.#drain(rounds - 1, drained), this.closingFlushInterval);
      else drained();
    };
    if (this.messagesInFlight > 0) look();
    else setTimeout(() => setImmediate(look), 1);
  }

  #settle(
    length: number,
    error: NodeJS.ErrnoException | null | undefined,
    sent: number | undefined,
    callback: StatsCb | undefined,
    isTelemetry: boolean,
  ): void {
    if (!error) {
      if (!isTelemetry) this.telemetry?.recordSent(length);
      callback?.(null as never, sent ?? length);
      return;
    }
    this.telemetry?.recordDropped(length);
    const told = new Error(`Error sending hot-shots message: ${error}`);
    this.#fail(Object.assign(told, { code: error.code }), callback);
    // A peer that is slow has not gone.
    if (error.code !== queueFull) this.#connection.renew();
  }

  #fail(error: Error, callback: StatsCb | undefined): void {
    if (callback) callback(error);
    else if (this.errorHandler !== undefined) sayError(error, 'sending', this.errorHandler);
    else this.#connection.raise(error);
  }
}
