import type { SetMember } from './raw-record.js';

/**
 * Members of a set for a record: strings and finite numbers, each once. Others become strings, objects
 * their JSON.
 */
export function setMembers(members: Iterable<unknown>): SetMember[] {
  const distinct = new Set<SetMember>();
  for (const member of members) distinct.add(memberOf(member));
  return [...distinct];
}

function memberOf(member: unknown): SetMember {
  if (typeof member === 'string' || Number.isFinite(member)) return member as SetMember;
  if (typeof member !== 'object' || member === null) return String(member);
  return JSON.stringify(sorted(member)) ?? String(member);
}

/** The same JSON whatever the order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toJSON();
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
