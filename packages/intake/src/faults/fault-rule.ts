import { z } from 'zod';
import { IntakeError } from '../intake-error.js';
import { type AnyFaultKind, type Fault, faultKinds } from './fault.js';
import { longestWaitMs } from './longest-wait.js';
import { type RequestMatch, requestMatchSchema } from './request-match.js';

/** Which requests a fault is played on, and how often. */
export interface FaultTerms {
  readonly on?: RequestMatch | undefined;
  /** Only the n-th request that matches, counted from 1. */
  readonly nth?: number | undefined;
  /** Gone after it was played so often. Left out: it stays, with `nth` it goes. */
  readonly count?: number | undefined;
  /** Chance of a request that matches, from 0 to 1. */
  readonly probability?: number | undefined;
  /** Waits before anything is done, the body unread. */
  readonly delayMs?: number | undefined;
}

/** A fault and its terms, in one object: `{ status: 503, count: 3, on: { metric: 'a' } }`. */
export type FaultRule = Fault & FaultTerms;

const terms = {
  on: requestMatchSchema.optional(),
  nth: z.int().min(1).optional(),
  count: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  delayMs: z.int().min(0).max(longestWaitMs).optional(),
};

/**
 * Reads what came from outside.
 *
 * @throws {IntakeError} `ERR_OPTIONS` that says what is wrong, and what there is instead
 */
export function parseFaultRule(given: unknown): FaultRule {
  const kind = kindNamedBy(given);
  const schema = z.strictObject({ ...kind.fields, ...terms });
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    );
    throw wrong(`${quoted(given)}: ${problems.join('; ')}`);
  }
  if (kind.name === 'resetOnConnect' && parsed.data.on !== undefined) {
    throw wrong('resetOnConnect sees no request, so it takes no "on"');
  }
  return parsed.data as unknown as FaultRule;
}

function kindNamedBy(given: unknown): AnyFaultKind {
  const object = typeof given === 'object' && given !== null ? given : {};
  const named = Object.keys(object).flatMap((name) => faultKinds.get(name) ?? []);
  const [kind, another] = named;
  if (kind === undefined) {
    throw wrong(`${quoted(given)} names none: give one of ${[...faultKinds.keys()].join(', ')}`);
  }
  if (another !== undefined) {
    throw wrong(`${kind.name} and ${another.name} are two: give one at a time`);
  }
  return kind;
}

function quoted(given: unknown): string {
  return (JSON.stringify(given) ?? String(given)).slice(0, 200);
}

function wrong(text: string): IntakeError {
  return new IntakeError('ERR_OPTIONS', `fault ${text}`);
}
