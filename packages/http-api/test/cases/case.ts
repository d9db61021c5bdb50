import type { Answer } from '../rig.js';

/** One call: what is asked of Datadog, what it answers, and what comes of it. */
export interface Case {
  readonly method: string;
  readonly given: readonly unknown[];
  /** In order: what is asked, and what is answered. */
  readonly exchanges: readonly Exchange[];
  readonly value: unknown;
  /** With `jsonResponses`; the value by default. */
  readonly whole?: unknown;
}

export interface Exchange {
  /** Such as `GET /api/v1/monitor?tags=a`. */
  readonly asks: string;
  readonly body?: unknown;
  readonly answers: Answer;
}
