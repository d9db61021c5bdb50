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

  constructor(address: string, status: number, detail: string) {
    super(`POST ${address} answered ${status}${detail === '' ? '' : `: ${detail}`}`);
    this.status = status;
  }
}
