import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FaultRule, IntakeOptions, IntakeState, ListedFault } from '@dogstats/intake';
import { inject } from 'vitest';
import { Journal } from './journal.js';
import type { Command, Told } from './remote-protocol.js';

/** Options that can be told to another process. */
export type RemoteOptions = Pick<
  IntakeOptions,
  'port' | 'apiKeys' | 'retentionSeconds' | 'tls' | 'rateLimit'
> & {
  /** Where its clock stands, in unix milliseconds; left out: it is the machine's. */
  nowMs?: number;
};

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The real intake in a process of its own, which a test can kill. */
export class RemoteIntake {
  /** What came and was answered, over all restarts. Complete after `state()`. */
  readonly journal = new Journal();
  url = '';
  #options: RemoteOptions;
  #child: ChildProcess | undefined;
  #calls = 0;
  readonly #pending = new Map<number, Pending>();

  private constructor(options: RemoteOptions) {
    this.#options = options;
  }

  static async start(options: RemoteOptions = {}): Promise<RemoteIntake> {
    const intake = new RemoteIntake(options);
    await intake.restart();
    return intake;
  }

  /** Starts it on the port it had; what it held is gone, the journal is not. */
  async restart(): Promise<void> {
    const child = fork(inject('intakeChild'), [JSON.stringify(this.#options)], {
      serialization: 'advanced',
      execArgv: ['--unhandled-rejections=strict'],
    });
    this.#child = child;
    const { url, port } = await new Promise<{ url: string; port: number }>((resolve, reject) => {
      child.on('message', (told: Told) => {
        if ('ready' in told) resolve(told.ready);
        else this.#hear(told);
      });
      child.once('exit', (code) => {
        const error = new Error(`the intake ended with code ${code}`);
        reject(error);
        for (const { reject: fail } of this.#pending.values()) fail(error);
        this.#pending.clear();
      });
    });
    this.url = url;
    this.#options = { ...this.#options, port };
  }

  /** Kills it with SIGKILL: no farewell, no last answer. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, 'close');
    child.kill('SIGKILL');
    await ended;
  }

  async respondNext(...faults: FaultRule[]): Promise<void> {
    await this.#call('respondNext', ...faults);
  }

  async addFaults(...faults: FaultRule[]): Promise<void> {
    await this.#call('addFaults', ...faults);
  }

  async clearFaults(): Promise<void> {
    await this.#call('clearFaults');
  }

  faults(): Promise<ListedFault[]> {
    return this.#call('faults') as Promise<ListedFault[]>;
  }

  state(): Promise<IntakeState> {
    return this.#call('state') as Promise<IntakeState>;
  }

  async stopListening(): Promise<void> {
    await this.#call('stopListening');
  }

  async listenAgain(): Promise<void> {
    await this.#call('listenAgain');
  }

  async setNow(ms: number): Promise<void> {
    this.#options = { ...this.#options, nowMs: ms };
    await this.#call('setNow', ms);
  }

  /** Forgets everything, the journal too. */
  async reset(): Promise<void> {
    await this.#call('reset');
    this.journal.clear();
  }

  /** Resolves once so many requests were answered, or given no answer. */
  async untilRequests(count: number): Promise<void> {
    while (this.journal.entries.length < count) await new Promise(setImmediate);
  }

  #call(call: Command['call'], ...given: unknown[]): Promise<unknown> {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child?.send({ id, call, given } satisfies Command);
    });
  }

  #hear(told: Exclude<Told, { ready: unknown }>): void {
    if ('entry' in told) {
      this.journal.add(told.entry);
      return;
    }
    const pending = this.#pending.get(told.id);
    this.#pending.delete(told.id);
    if (told.error === undefined) pending?.resolve(told.result);
    else pending?.reject(new Error(told.error));
  }
}
