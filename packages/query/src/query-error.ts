/** What became of a window, by the names and numbers that stay the same. */
export const outcomeNumbers = {
  OK: 0,
  /** The range is over. */
  EXHAUSTED: 1,
  /** 429 until the retries were used up. */
  RATE_LIMIT: -1,
  /** 5xx until the retries were used up. */
  SERVER: -2,
  /** Any other status that is no success: asking again would change nothing. */
  CLIENT: -3,
  /** The answer is not what Datadog documents, or larger than `maxAnswerBytes`. */
  PARSE: -4,
  /** No answer until the retries were used up. */
  NETWORK: -5,
  /** `cancel()`, or the signal. */
  CANCELLED: -6,
  /** Options that can't be used. */
  INVALID_ARG: -7,
} as const;

export type QueryErrorCode = Exclude<keyof typeof outcomeNumbers, 'OK' | 'EXHAUSTED'>;

/** A half-open piece of the range, in unix milliseconds. */
export interface WindowBounds {
  readonly startMs: number;
  readonly endMs: number;
}

interface QueryErrorFacts {
  readonly httpStatus?: number;
  readonly window?: WindowBounds;
  readonly problems?: readonly string[];
}

/** Every error made here. Branch on `code`: it is stable, messages are not. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code: QueryErrorCode;
  /** `code` as a number, from -1 to -7. */
  readonly number: number;
  /** Status of the last answer; 0 when there was none. */
  readonly httpStatus: number;
  /** What was asked for last; absent when nothing was. */
  readonly window: WindowBounds | undefined;
  /** Of `INVALID_ARG`: each thing that is wrong; all of them are in the message, too. */
  readonly problems: readonly string[];

  constructor(
    code: QueryErrorCode,
    message: string,
    { httpStatus = 0, window, problems = [] }: QueryErrorFacts = {},
  ) {
    super(message);
    this.problems = problems;
    this.code = code;
    this.number = outcomeNumbers[code];
    this.httpStatus = httpStatus;
    this.window = window;
  }
}

/** All problems of some options in one message. */
export function optionsError(what: string, problems: readonly string[]): QueryError {
  const list = problems.map((problem) => `\n- ${problem}`).join('');
  const message = `${what} can't work with these options:${list}`;
  return new QueryError('INVALID_ARG', message, { problems });
}
