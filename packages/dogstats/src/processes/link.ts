/** The way between a worker and its primary, as the worker sees it. */
export interface Link {
  /** @returns false when the primary is gone. Never throws. */
  send(message: unknown): boolean;
  /**
   * Listens, without keeping the process or the thread alive.
   *
   * @param onGone the primary is gone, and will not come back.
   * @returns ends it.
   */
  listen(onMessage: (message: unknown) => void, onGone: () => void): () => void;
  /** Bytes of JSON that get through even when the process ends in the same turn. */
  readonly lastBytes: number;
}
