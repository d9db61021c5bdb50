import type { DropReason, ProblemCode } from '@dogstats/core';

/**
 * Codes of what developers are told, with the headings under which docs/errors.md explains them. They
 * are stable; messages are not.
 */
export const messageTitles = {
  DS101: 'No API key',
  DS102: 'The API key is refused',
  DS103: 'The site does not exist',
  DS104: 'The intake can’t be reached',
  DS105: 'Delivery is back',
  DS106: 'Too old to be sent',
  DS107: 'The intake asks to slow down',
  DS108: 'Given up in delivery',
  DS109: 'Plain http',
  DS110: 'The primary does not answer',
  DS201: 'A tag is sent in another spelling',
  DS202: 'Too many series',
  DS203: 'A metric name is sent in another spelling, or not at all',
  DS204: 'A value is no finite number',
  DS205: 'A timestamp can’t be used',
  DS206: 'Something else where the tags belong',
  DS207: 'Too many tags',
  DS208: 'A sample rate is ignored',
  DS209: 'Two types write to one name',
  DS210: 'Too many values',
  DS211: 'The clock went back',
  DS212: 'Arguments that can’t be read',
  DS213: 'Tags are added where there is no scope',
  DS214: 'An event or service check is refused',
  DS301: 'The process ends with unsent samples',
  DS302: 'Samples wait for a flush over a freeze',
} as const;

export type MessageCode = keyof typeof messageTitles;

/** Problem of a recording call → its code; the others are never told. */
export const codeOfProblem: { readonly [Code in ProblemCode]?: MessageCode } = {
  tag_changed: 'DS201',
  overflow: 'DS202',
  contexts: 'DS202',
  name_changed: 'DS203',
  invalid_name: 'DS203',
  invalid_value: 'DS204',
  invalid_timestamp: 'DS205',
  timestamp_in_ms: 'DS205',
  too_old: 'DS205',
  too_new: 'DS205',
  late: 'DS205',
  tags_misplaced: 'DS206',
  too_many_tags: 'DS207',
  sample_rate_ignored: 'DS208',
  type_clash: 'DS209',
  set_full: 'DS210',
  queue_full: 'DS210',
  clock_back: 'DS211',
  invalid_arguments: 'DS212',
  unflushed: 'DS302',
};

/** Losses in delivery that are no news: reports or other messages tell of them. */
export const untoldLosses: ReadonlySet<DropReason> = new Set(['no_api_key', 'shutdown']);
