import { DogStatsError, HttpStatusError } from '@dogstats/transport/http-client';

/** What a call that failed resolves to when errors are swallowed. */
export interface Failure {
  /** What went wrong, in words; at least one. */
  readonly errors: readonly string[];
}

/** Whether a call failed, where errors are swallowed. */
export function isFailure(reply: unknown): reply is Failure {
  return (
    typeof reply === 'object' &&
    reply !== null &&
    'errors' in reply &&
    Array.isArray(reply.errors) &&
    reply.errors.length > 0
  );
}

/** Datadog answered, and did not do it. `code` is `ERR_HTTP_STATUS`. */
export class ApiError extends HttpStatusError {
  override readonly name = 'ApiError';
  /** Datadog's own words, one by one. */
  readonly errors: readonly string[];
  /** How long it asked to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, message: string, errors: readonly string[], retryAfterMs?: number) {
    super(status, message);
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The answer is not what the call answers with. `code` is `ERR_ANSWER`. */
export class AnswerError extends DogStatsError {
  override readonly name = 'AnswerError';

  constructor(message: string) {
    super('ERR_ANSWER', message);
  }
}

/** Not asked: too many requests in a row went unanswered. `code` is `ERR_BACK_OFF`. */
export class BackOffError extends DogStatsError {
  override readonly name = 'BackOffError';
  /** Until the next request is let through. */
  readonly secondsLeft: number;

  constructor(timeouts: number, secondsLeft: number) {
    super(
      'ERR_BACK_OFF',
      `not sent: ${timeouts} requests in a row were not answered in time; the next one may go in ${Math.ceil(secondsLeft)} s (maxTimeouts, backoffPeriodSeconds)`,
    );
    this.secondsLeft = secondsLeft;
  }
}

/** Datadog has no such call any more, and none that could stand in. `code` is `ERR_RETIRED`. */
export class RetiredEndpointError extends DogStatsError {
  override readonly name = 'RetiredEndpointError';

  constructor(method: string, instead: string) {
    super('ERR_RETIRED', `${method}: Datadog's API has no such call any more; ${instead}`);
  }
}

/** An argument or option that can't be used. `code` is `ERR_OPTIONS`. */
export function wrongArgument(message: string): DogStatsError {
  return new DogStatsError('ERR_OPTIONS', message);
}

/** What a caller who swallows errors gets. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError && error.errors.length > 0) return { errors: [...error.errors] };
  return { errors: [error instanceof Error ? error.message : String(error)] };
}
