import { DogStatsError } from '@dogstats/transport/http-client';
import { z } from 'zod';
import type { Api, Json, Request, Result } from '../api.js';
import { type CallOptions, listOf } from '../arguments.js';
import { ApiError } from '../errors.js';

/** The answer to `invite()`. */
export interface Invited extends Json {
  readonly emails: readonly string[];
}

const user = z.looseObject({
  id: z.string(),
  attributes: z.looseObject({ email: z.string().optional() }).optional(),
});
const madeUser = z.looseObject({ data: user });
const userList = z.looseObject({ data: z.array(user) });
const invitations: z.ZodType<Json> = z.looseObject({ data: z.array(z.looseObject({})) });

/**
 * Invites people by mail: makes them users, then sends the invitations. Gives the addresses.
 *
 * When one address is refused the others are invited all the same; the error says which was which.
 */
export async function invite(
  api: Api,
  emails: string | readonly string[],
  options: CallOptions = {},
): Promise<Result<readonly string[], Invited>> {
  const ids: string[] = [];
  const invited: string[] = [];
  const refused: { readonly email: string; readonly error: DogStatsError }[] = [];
  for (const email of listOf(emails, 'emails')) {
    try {
      ids.push(await userId(api, email, options));
      invited.push(email);
    } catch (error) {
      if (!(error instanceof DogStatsError)) throw error;
      refused.push({ email, error });
    }
  }
  const whole = ids.length === 0 ? {} : await sendInvitations(api, ids, options);
  const [first] = refused;
  if (first === undefined) return { value: invited, whole: { ...whole, emails: invited } };
  const problems = refused.map(({ email, error }) => `${email}: ${error.message}`).join('; ');
  const others = invited.length === 0 ? 'nobody is invited' : `invited: ${invited.join(', ')}`;
  throw new DogStatsError(first.error.code, `${others}; not invited: ${problems}`, {
    cause: first.error,
  });
}

/** Makes a user, or finds the one with that address. */
async function userId(api: Api, email: string, options: CallOptions): Promise<string> {
  const body = { data: { type: 'users', attributes: { email } } };
  const request: Request = { method: 'POST', version: 'v2', path: '/users', body, options };
  try {
    return (await api.call(request, madeUser)).data.id;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    const query = { filter: email };
    const found: Request = { method: 'GET', version: 'v2', path: '/users', query, options };
    const { data } = await api.call(found, userList);
    const known = data.find(({ attributes }) => attributes?.email === email);
    if (known === undefined) throw error;
    return known.id;
  }
}

function sendInvitations(api: Api, ids: readonly string[], options: CallOptions): Promise<Json> {
  const data = ids.map((id) => ({
    type: 'user_invitations',
    relationships: { user: { data: { type: 'users', id } } },
  }));
  const path = '/user_invitations';
  const request: Request = { method: 'POST', version: 'v2', path, body: { data }, options };
  return api.call(request, invitations);
}
