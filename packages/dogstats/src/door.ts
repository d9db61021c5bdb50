import {
  type BindingRecorder,
  type Clock,
  type Notice,
  type Recorder,
  type RecordOptions,
  readTags,
  type ScopeOptions,
  type Tags,
} from '@dogstats/core';

/** Name, value, tags and options of a call. */
export type StoppedCall = [
  name: string,
  value: unknown,
  tags: unknown,
  options: RecordOptions | undefined,
];

/** Takes a call that nobody can record at present; the scopes go from the outermost inwards. */
export type KeepCall = (
  method: keyof Recorder,
  scopes: readonly ScopeOptions[],
  ...call: StoppedCall
) => void;

/** Takes an event or a service check; the scopes go from the outermost inwards. */
export type TakeNotice = (
  kind: Notice['kind'],
  scopes: readonly ScopeOptions[],
  given: readonly unknown[],
) => void;

/** Where calls go at present: scopes and handles are made before `start()` and outlive `close()`. */
export interface Door {
  /** `undefined` while nothing is started. */
  readonly recorder: BindingRecorder | undefined;
  /** Takes the calls in the meantime. */
  readonly plain: StoppedRecorder;
  readonly takeNotice: TakeNotice;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Whether nothing is recorded, and never will be of what is called now. */
  readonly isOff: boolean;
}

/** Hands every call on to be kept, counted or forgotten. */
export class StoppedRecorder implements Recorder {
  readonly keep: KeepCall;
  readonly scopes: readonly ScopeOptions[];

  constructor(keep: KeepCall, scopes: readonly ScopeOptions[] = []) {
    this.keep = keep;
    this.scopes = scopes;
  }

  increment(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('increment', this.scopes, name, value, tags, options);
  }

  decrement(name: string, value?: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('decrement', this.scopes, name, value, tags, options);
  }

  gauge(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('gauge', this.scopes, name, value, tags, options);
  }

  rate(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('rate', this.scopes, name, value, tags, options);
  }

  histogram(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('histogram', this.scopes, name, value, tags, options);
  }

  distribution(name: string, value: number, tags?: Tags, options?: RecordOptions): void {
    this.keep('distribution', this.scopes, name, value, tags, options);
  }

  set(name: string, member: string | number, tags?: Tags, options?: RecordOptions): void {
    this.keep('set', this.scopes, name, member, tags, options);
  }
}

/** The door of an instance, which it opens and closes. */
export class RootDoor implements Door {
  recorder: BindingRecorder | undefined = undefined;
  isOff = false;
  readonly plain: StoppedRecorder;
  readonly takeNotice: TakeNotice;
  readonly clock: Pick<Clock, 'monotonic'>;

  constructor(keep: KeepCall, takeNotice: TakeNotice, clock: Pick<Clock, 'monotonic'>) {
    this.plain = new StoppedRecorder(keep);
    this.takeNotice = takeNotice;
    this.clock = clock;
  }
}

/** A door within another, with something put on what goes through. */
export class ChildDoor implements Door {
  readonly plain: StoppedRecorder;
  readonly #parent: Door;
  readonly #options: ScopeOptions;
  #behindParent: BindingRecorder | undefined;
  #recorder: BindingRecorder | undefined;

  constructor(parent: Door, options: ScopeOptions) {
    this.#parent = parent;
    this.#options = copyOf(options);
    this.plain = new StoppedRecorder(parent.plain.keep, [...parent.plain.scopes, this.#options]);
  }

  get recorder(): BindingRecorder | undefined {
    const { recorder } = this.#parent;
    if (recorder !== this.#behindParent) {
      this.#behindParent = recorder;
      this.#recorder = recorder?.scope(this.#options);
    }
    return this.#recorder;
  }

  get takeNotice(): TakeNotice {
    return this.#parent.takeNotice;
  }

  get clock(): Pick<Clock, 'monotonic'> {
    return this.#parent.clock;
  }

  get isOff(): boolean {
    return this.#parent.isOff;
  }
}

/** The caller may change what it passed. */
function copyOf(options: ScopeOptions): ScopeOptions {
  try {
    return { ...options, tags: readTags(options.tags) };
  } catch {
    // Unreadable, so there is nothing to put on anything.
    return {};
  }
}
