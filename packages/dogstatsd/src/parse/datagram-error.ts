/** A message that breaks the protocol. */
export class DatagramError extends Error {
  override readonly name = 'DatagramError';
  readonly code = 'ERR_DATAGRAM';
  /** Where in the datagram, in bytes from its start. */
  readonly offset: number;

  constructor(offset: number, problem: string) {
    super(`at byte ${offset}: ${problem}`);
    this.offset = offset;
  }
}
