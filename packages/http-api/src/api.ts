import type { Method } from '@dogstats/transport/http-client';
import type { z } from 'zod';
import type { CallOptions } from './arguments.js';

/** One request to Datadog, in the terms of its documentation. */
export interface Request {
  readonly method: Method;
  /** After `/api/v1`, such as `/monitor/1`. */
  readonly path: string;
  /** For calls that only one version has. */
  readonly version?: string | undefined;
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** Becomes JSON; text is JSON already. */
  readonly body?: object | string | undefined;
  /** Whether the API key alone will do, as for all that is submitted. */
  readonly submits?: boolean | undefined;
  /** What the caller gave besides what the call itself takes. */
  readonly options?: CallOptions | undefined;
}

/** What an endpoint is called with. */
export interface Api {
  /**
   * Asks, and reads the answer by its schema; an answer without a body is `undefined`.
   *
   * @throws {DogStatsError} what went wrong, by its `code`.
   */
  call<T>(request: Request, schema: z.ZodType<T>): Promise<T>;
  /** Whose metrics are sent where no host is given; empty for nobody's. */
  readonly host: string;
  /** Unix seconds. */
  now(): number;
}

/** What an endpoint gives: the whole answer, and what dogapi takes out of it. */
export interface Result<Value, Whole = Value> {
  readonly value: Value;
  readonly whole: Whole;
}

/** Where dogapi takes nothing out. */
export function asWhole<Whole>(whole: Whole): Result<Whole> {
  return { value: whole, whole };
}

/** An object as it came: Datadog adds fields at any time. */
export interface Json {
  readonly [field: string]: unknown;
}

/** Where nothing comes back: null, or `{}` for those who want the JSON. */
export const nothing: Result<null, Json> = { value: null, whole: {} };
