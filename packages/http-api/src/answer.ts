import { askedPauseMs, type HttpAnswer, printable } from '@dogstats/transport/http-client';
import { AnswerError, ApiError } from './errors.js';
import { parseJson } from './lossless-json.js';

/** What one attempt came to when it did not come to what was wanted. */
export interface Setback {
  readonly error: Error;
  /** Whether sending again may help, and can't do anything twice. */
  readonly repeatable: boolean;
  /** Whether it may have been done all the same. */
  readonly ambiguous: boolean;
  /** How long Datadog asked to be left alone. */
  readonly pauseMs?: number | undefined;
}

/** Statuses that pass by themselves. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);

const adviceByStatus: { readonly [status: number]: string } = {
  401: 'check apiKey, applicationKey and site: keys belong to one site',
  403: 'check apiKey, applicationKey and its scopes, and site: keys belong to one site',
};

/**
 * Takes the JSON out of an answer, or says what it means instead.
 *
 * @param name of the call, such as `GET https://api.datadoghq.com/api/v1/monitor`.
 * @param secrets that no message may quote.
 */
export function readAnswer(
  { status, header, text }: HttpAnswer,
  name: string,
  secrets: readonly string[],
  nowMs: number,
): { readonly json: unknown } | Setback {
  const hide = (said: string): string => printable(said, ...secrets);
  const json = readJson(text);
  const errors = errorsIn(json).map(hide);
  if (status >= 200 && status < 300 && errors.length === 0) {
    if (json !== notJson) return { json };
    const error = new AnswerError(`${name} answered ${status}, but no JSON: check apiHost`);
    return { error, repeatable: false, ambiguous: true };
  }
  const pauseMs = askedPauseMs(status, header, nowMs);
  const detail = errors.length > 0 ? errors.join('; ') : hide(text);
  const said = detail === '' ? '' : `: ${detail}`;
  const advice = [
    status >= 300 && status < 400
      ? 'redirects are not followed: check apiHost'
      : adviceByStatus[status],
    pauseMs === undefined ? undefined : `may be asked again in ${Math.ceil(pauseMs / 1_000)} s`,
  ].filter((part) => part !== undefined);
  const remedy = advice.length === 0 ? '' : ` (${advice.join('; ')})`;
  return {
    error: new ApiError(status, `${name} answered ${status}${said}${remedy}`, errors, pauseMs),
    repeatable: passing.has(status),
    ambiguous: status >= 500,
    pauseMs,
  };
}

/** Text that isn't JSON, such as a page of something in front of Datadog. */
const notJson = Symbol('no JSON');

/** Nothing when there is no body. */
function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return parseJson(text);
  } catch {
    return notJson;
  }
}

/** Errors come as texts, as one text, or in the form of JSON:API. */
function errorsIn(json: unknown): string[] {
  const { errors } = (json ?? {}) as { readonly errors?: unknown };
  const list = Array.isArray(errors)
    ? errors
    : [errors].filter((error) => typeof error === 'string');
  return list
    .map((error) => {
      if (typeof error !== 'object' || error === null) return String(error);
      const { title, detail } = error as { readonly title?: unknown; readonly detail?: unknown };
      return [title, detail].filter((part) => typeof part === 'string').join(': ');
    })
    .filter((error) => error !== '');
}
