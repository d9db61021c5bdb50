import { createSocket, type Socket } from 'node:dgram';
import { lookup as lookUpHost } from 'node:dns/promises';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { Clock } from '@dogstats/core';
import { addressUrl } from './agent-address.js';
import { type Channel, closedError, sendError } from './channel.js';

/** How long an address is used before its name is looked up again. */
const refreshMs = 60_000;

/** How long nobody's being there is worth a word. */
const warningMs = 30_000;

/** How long after a name could not be looked up that is tried again. */
const retryMs = 1_000;

interface Address {
  readonly address: string;
  readonly family: number;
}

export interface UdpChannelOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** Looks a host name up. @default the resolver of the system, IPv4 first */
  readonly lookup?: ((host: string) => Promise<Address>) | undefined;
}

/**
 * Sends over one connected UDP socket: connected, because then no name is looked up per datagram, and
 * the system tells when nothing listens. The socket never keeps the process alive.
 */
export class UdpChannel implements Channel {
  readonly #host: string;
  readonly #port: number;
  readonly #url: string;
  readonly #clock: Clock;
  readonly #lookup: (host: string) => Promise<Address>;
  readonly #sockets = new Set<Socket>();
  #socket: Socket | undefined;
  #opening: Promise<Socket> | undefined;
  #address: string | undefined;
  #lookedUpMs = 0;
  #failed: { readonly error: unknown; readonly atMs: number } | undefined;
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;
  #warning: { readonly error: Error; readonly atMs: number } | undefined;

  constructor({ host, port, clock, lookup = lookUpIpv4First }: UdpChannelOptions) {
    this.#host = host;
    this.#port = port;
    this.#url = addressUrl({ kind: 'udp', host, port });
    this.#clock = clock;
    this.#lookup = lookup;
  }

  get warning(): Error | undefined {
    const { error, atMs } = this.#warning ?? {};
    return atMs !== undefined && this.#clock.monotonic() < atMs + warningMs ? error : undefined;
  }

  async send(datagram: Buffer): Promise<void> {
    const sending = this.#send(datagram);
    this.#underWay.add(sending);
    try {
      await sending;
    } finally {
      this.#underWay.delete(sending);
    }
  }

  hurry(): void {
    this.#failed = undefined;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    for (const socket of this.#sockets) this.#end(socket);
    this.#socket = undefined;
  }

  #end(socket: Socket): void {
    if (this.#sockets.delete(socket)) socket.close();
  }

  async #send(datagram: Buffer): Promise<void> {
    const socket = await this.#connected();
    try {
      await handOver(socket, datagram);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED')
        throw sendError(this.#url, error);
      this.#warn(error);
    }
    // It says that an earlier datagram found nobody; this one was not sent. The Agent may be back.
    try {
      await handOver(socket, datagram);
    } catch (error) {
      throw sendError(this.#url, error);
    }
  }

  async #connected(): Promise<Socket> {
    if (this.#socket !== undefined) {
      if (isIP(this.#host) === 0) this.#refresh();
      return this.#socket;
    }
    if (this.#closed) throw closedError(this.#url);
    if (this.#failed !== undefined && this.#clock.monotonic() < this.#failed.atMs + retryMs) {
      throw sendError(this.#url, this.#failed.error);
    }
    this.#opening ??= this.#find().then((address) => this.#connect(address));
    try {
      return await this.#opening;
    } catch (error) {
      this.#failed = { error, atMs: this.#clock.monotonic() };
      throw sendError(this.#url, error);
    } finally {
      this.#opening = undefined;
    }
  }

  #warn(error: unknown): void {
    this.#warning = { error: sendError(this.#url, error), atMs: this.#clock.monotonic() };
  }

  async #find(): Promise<Address> {
    const family = isIP(this.#host);
    if (family !== 0) return { address: this.#host, family };
    this.#lookedUpMs = this.#clock.monotonic();
    return this.#lookup(this.#host);
  }

  async #connect({ address, family }: Address): Promise<Socket> {
    const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    socket.unref();
    socket.connect(this.#port, address);
    try {
      await once(socket, 'connect');
    } catch (error) {
      socket.close();
      throw error;
    }
    // An answer to an earlier datagram: nobody was there.
    socket.on('error', (error) => this.#warn(error));
    this.#sockets.add(socket);
    this.#address = address;
    this.#socket = socket;
    return socket;
  }

  /** Looks the name up again in the background, once its time is over; a new address, a new socket. */
  #refresh(): void {
    if (this.#opening !== undefined) return;
    if (this.#clock.monotonic() < this.#lookedUpMs + refreshMs) return;
    this.#find()
      .then(async (found) => {
        if (found.address === this.#address || this.#closed) return;
        const old = this.#socket;
        const young = await this.#connect(found);
        await Promise.allSettled(this.#underWay);
        if (old !== undefined) this.#end(old);
        if (this.#closed) this.#end(young);
      })
      // The old address has to do until the name is known again.
      .catch(() => {});
  }
}

function handOver(socket: Socket, datagram: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(datagram, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** An Agent listens on IPv4 unless it was told otherwise, and `localhost` has addresses of both. */
function lookUpIpv4First(host: string): Promise<Address> {
  return lookUpHost(host, { order: 'ipv4first' });
}
