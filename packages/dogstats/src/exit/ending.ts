/** A started instance, as the end of its process sees it. */
export interface Ending {
  /** Whether signals are to be waited out for it. */
  readonly handlesSignals: boolean;
  /** Sends what is left; does nothing when nothing came since the last time. */
  flush(): Promise<void>;
  /** Sends what is left and gives the rest up, within a bound. */
  close(): Promise<Unsent>;
  /** There is no later turn: spools what can be spooled, and says what is lost. */
  leave(): Unsent;
}

/** What a process takes with it to its grave. */
export interface Unsent {
  /** Recorded calls. */
  readonly samples: number;
  /** What kept them from being accepted, as far as anybody said. */
  readonly error?: Error | undefined;
  /** Whether they should have been on disk. */
  readonly hasSpool?: boolean | undefined;
}
