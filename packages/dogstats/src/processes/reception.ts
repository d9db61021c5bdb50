import type { Cluster, Worker } from 'node:cluster';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { BroadcastChannel } from 'node:worker_threads';
import { Desk, type Receiver } from './desk.js';
import { isHandOver, type Taken } from './hand-over.js';
import { isClusterLoaded, nodeCluster } from './node-cluster.js';
import { answerChannel, post, threadsChannel } from './thread-link.js';

/** Where Node.js tells of each child process that it starts. */
const childProcesses = 'child_process';

/**
 * Where a process takes what its workers hand over: those of `node:cluster`, and threads. While no
 * instance is started it listens to nothing; of several, the one that was started first takes all.
 */
class Reception {
  readonly #receivers = new Set<Receiver>();
  readonly #desk = new Desk();
  #threads: BroadcastChannel | undefined;
  #cluster: Cluster | undefined;
  #hasThreads = false;

  add(receiver: Receiver): void {
    this.#receivers.add(receiver);
    if (this.#cluster !== undefined) receiver.expectWorkers();
    if (this.#receivers.size > 1) return;
    this.#threads = new BroadcastChannel(threadsChannel);
    this.#threads.onmessage = (event): void => this.#fromThread((event as { data: unknown }).data);
    this.#threads.unref();
    if (isClusterLoaded()) this.#listenToCluster();
    else subscribe(childProcesses, this.#onChild);
  }

  /** Resolves when all is taken that was handed over by who is gone; `undefined` where nothing is. */
  rest(): Promise<unknown> | undefined {
    const waits: Promise<unknown>[] = [];
    // What a thread posted is there by the next turn at the latest.
    if (this.#hasThreads) waits.push(new Promise((resolve) => setImmediate(resolve)));
    for (const worker of Object.values(this.#cluster?.workers ?? {})) {
      // What it wrote is read until its channel ends, which may be after its exit.
      if (worker?.isDead() !== true || !worker.isConnected()) continue;
      waits.push(new Promise((resolve) => void worker.once('disconnect', () => resolve(true))));
    }
    return waits.length === 0 ? undefined : Promise.all(waits);
  }

  remove(receiver: Receiver): void {
    if (!this.#receivers.delete(receiver) || this.#receivers.size > 0) return;
    this.#threads?.close();
    this.#threads = undefined;
    this.#cluster?.off('message', this.#fromWorker);
    this.#cluster = undefined;
    unsubscribe(childProcesses, this.#onChild);
  }

  /** A worker can't have started before; that a program has workers at all costs nothing until then. */
  readonly #onChild = (): void => {
    if (!isClusterLoaded()) return;
    unsubscribe(childProcesses, this.#onChild);
    this.#listenToCluster();
  };

  #listenToCluster(): void {
    const cluster = nodeCluster();
    if (!cluster.isPrimary) return;
    this.#cluster = cluster;
    for (const receiver of this.#receivers) receiver.expectWorkers();
    cluster.on('message', this.#fromWorker);
  }

  readonly #fromWorker = (worker: Worker, message: unknown): void => {
    const answer = this.#take(message);
    if (answer === undefined) return;
    try {
      // With a callback a worker that is gone is no event that could end the process.
      worker.send(answer, () => {});
    } catch {
      // What it handed over counts, though it does not hear of it.
    }
  };

  #fromThread(message: unknown): void {
    this.#hasThreads = true;
    const answer = this.#take(message);
    if (answer !== undefined) post(answerChannel(answer.to), answer);
  }

  #take(message: unknown): Taken | undefined {
    if (!isHandOver(message)) return undefined;
    for (const receiver of this.#receivers) return this.#desk.take(message, receiver);
    return undefined;
  }
}

const key = Symbol.for('dogstats.reception.v1');

/** One per process, even when the package is there twice: two would count everything twice. */
function globalReception(): Reception {
  const registry = globalThis as { [key]?: Reception };
  registry[key] ??= new Reception();
  return registry[key];
}

export const reception: Pick<Reception, 'add' | 'remove' | 'rest'> = globalReception();
