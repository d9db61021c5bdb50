/** The little that is needed of a client, the same over all of them. */
export interface RedisConnection {
  /** Whether a command would go out now, instead of waiting in the client. */
  readonly isReady: boolean;
  /** Has the client connect if nobody else has. Never throws. */
  wake(): void;
  /**
   * Sends one command.
   * @param key any key it is about; a cluster finds the node by it.
   */
  command(key: string, args: readonly string[]): Promise<unknown>;
  /** Sends commands as one MULTI/EXEC; all of them happen, or none. */
  transaction(key: string, commands: readonly (readonly string[])[]): Promise<unknown>;
}
