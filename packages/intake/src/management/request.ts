import { isObject, wrong } from '../decode/fields.js';
import type { IntakeContext, Management } from '../http/management.js';
import { Refusal } from '../http/refusal.js';
import { type Managed, managedOf } from './managed.js';

/** Whose things a request is about, and when it came. @throws {Refusal} 403 */
export function placeOf(
  context: IntakeContext,
  management: Management,
): { readonly managed: Managed; readonly now: Date } {
  const tenant = management.tenant(context);
  return { managed: managedOf(tenant), now: new Date(tenant.clock.now()) };
}

/** A parameter of the query. @throws {Refusal} 400 */
export function numberAt({ req }: IntakeContext, name: string, otherwise: number): number {
  const text = req.query(name);
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Refusal(400, `${name} must be a whole number`);
}

/** An object of a body, of which any field may be missing, or be anything. @throws {Refusal} 400 */
export function fieldsAt(value: unknown, where: string): { readonly [field: string]: unknown } {
  if (isObject(value)) return value as { readonly [field: string]: unknown };
  throw wrong(where, 'an object', value);
}
