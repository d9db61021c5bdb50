import type { Api, Result } from '../api.js';
import { type CallOptions, checkCallOptions, checkTexts, type Id } from '../arguments.js';
import { RetiredEndpointError } from '../errors.js';
import { type EventAnswer, event } from './events.js';

export interface CommentOptions extends CallOptions {
  /** The event that is commented on. */
  readonly relatedEventId?: Id | undefined;
  /** Comments can't be edited any more: rejects with a `RetiredEndpointError`. */
  readonly commentId?: Id | undefined;
}

/** Posts a comment: an event of type `user_update` today, in the name of somebody. Gives its id. */
export async function comment(
  api: Api,
  handle: string,
  message: string,
  { commentId, relatedEventId, ...options }: CommentOptions = {},
): Promise<Result<string, EventAnswer>> {
  if (commentId !== undefined) return updateComment(api, handle, message, commentId);
  checkTexts({ handle, message });
  checkCallOptions(options);
  const title = `Comment by ${handle}`;
  return event(api, title, message, {
    handle,
    relatedEventId,
    alertType: 'user_update',
    ...options,
  });
}

/** Has no counterpart: rejects with a `RetiredEndpointError`. */
export async function updateComment(
  _api: Api,
  _handle: string,
  _message: string,
  _commentId: Id,
): Promise<never> {
  throw new RetiredEndpointError(
    'updateComment',
    'what was posted stays as it is: post another one, comment(handle, message, { relatedEventId })',
  );
}

/** Has no counterpart: rejects with a `RetiredEndpointError`. */
export async function deleteComment(_api: Api, _commentId: Id): Promise<never> {
  throw new RetiredEndpointError(
    'deleteComment',
    'what was posted stays: hide it in the event explorer, or post a correction by comment()',
  );
}
