import type { Answer } from '../http/answer.js';

/** The request that a fault is played on. */
export interface FaultTarget {
  /** Reads the body to its end, without looking at it. */
  readBody(): Promise<void>;
  /** Serves the request, storing what it carries, and gives the answer without sending it. */
  serve(): Promise<Answer>;
  /** Sends an answer and is done. */
  answer(answer: Answer): void;
  /** Destroys the connection and is done. `why` goes into the log of requests. */
  destroy(why: string): void;
}
