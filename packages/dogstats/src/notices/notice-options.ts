import type { Tags } from '@dogstats/core';

/** What a notice may say besides its own arguments. */
interface NoticeOptions {
  readonly tags?: Tags | undefined;
  /** When it was: unix **seconds**, or a `Date`. Without it: now. */
  readonly timestamp?: number | Date | undefined;
  /** Host it belongs to instead of the configured one; `''` for none. */
  readonly host?: string | undefined;
}

export const alertTypes = [
  'error',
  'warning',
  'info',
  'success',
  'user_update',
  'recommendation',
  'snapshot',
] as const;

export const priorities = ['normal', 'low'] as const;

/** What an event may say besides title and text. */
export interface EventOptions extends NoticeOptions {
  /** @default 'info' at Datadog */
  readonly alertType?: (typeof alertTypes)[number] | undefined;
  readonly priority?: (typeof priorities)[number] | undefined;
  /** Events with the same key are shown as one. At most 100 characters. */
  readonly aggregationKey?: string | undefined;
  readonly sourceTypeName?: string | undefined;
  /** Id of the event that this one belongs to, as text: a number would lose digits. */
  readonly relatedEventId?: string | undefined;
}

/** What a service check may say besides its name and status. */
export interface ServiceCheckOptions extends NoticeOptions {
  /** Why it has that status. */
  readonly message?: string | undefined;
}

/** Status of a service, in the order of Datadog's numbers from 0 on. */
export const checkStatuses = ['ok', 'warning', 'critical', 'unknown'] as const;

export type CheckStatus = (typeof checkStatuses)[number] | 0 | 1 | 2 | 3;
