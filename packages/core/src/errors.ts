/**
 * - `ERR_OPTIONS`: an option that can't be used; the message lists all of them.
 * - `ERR_NOT_STARTED`: `start()` has to come first.
 * - `ERR_HTTP_STATUS`: the intake answered, and refused.
 * - `ERR_NETWORK`: no answer came.
 * - `ERR_TIMEOUT`: no answer came in time.
 * - `ERR_SPOOL`: what should survive the process can't be written to disk, or read from it.
 * - `ERR_PRIMARY`: the primary process does not answer its worker, or is gone.
 * - `ERR_SINK`: a sink failed in a way of its own.
 * - `ERR_ANSWER`: an answer came that is not what the call answers with.
 * - `ERR_BACK_OFF`: not asked at all, since too many requests went unanswered.
 * - `ERR_RETIRED`: Datadog's API has no such call any more.
 */
export type ErrorCode =
  | 'ERR_OPTIONS'
  | 'ERR_NOT_STARTED'
  | 'ERR_HTTP_STATUS'
  | 'ERR_NETWORK'
  | 'ERR_TIMEOUT'
  | 'ERR_SPOOL'
  | 'ERR_PRIMARY'
  | 'ERR_SINK'
  | 'ERR_ANSWER'
  | 'ERR_BACK_OFF'
  | 'ERR_RETIRED';

/** Base of every error made here. Branch on `code`: it is stable, messages are not. */
export class DogStatsError extends Error {
  override readonly name: string = 'DogStatsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
