/** What can go wrong with an intake itself. Stable, unlike messages. */
export type IntakeErrorCode = 'ERR_OPTIONS' | 'ERR_PORT_TAKEN' | 'ERR_WAIT_TIMEOUT' | 'ERR_CLOSED';

/** Every error this package throws at its caller. Branch on `code`. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
  readonly code: IntakeErrorCode;

  constructor(code: IntakeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
