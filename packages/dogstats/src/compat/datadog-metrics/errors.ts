/** The intake doesn't take the key. Branch on `code`. */
export class AuthorizationError extends Error {
  override readonly name = 'AuthorizationError';
  readonly code = 'DATADOG_AUTHORIZATION_ERROR';
  readonly status = 403;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The intake answered, and refused. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: number;
  /** How long it asks to stay away, in milliseconds; `undefined` when it doesn't. */
  readonly askedMs: number | undefined;

  constructor(address: string, status: number, detail: string, askedMs: number | undefined) {
    super(`POST ${address} answered ${status}${detail === '' ? '' : `: ${detail}`}`);
    this.status = status;
    this.askedMs = askedMs;
  }
}
