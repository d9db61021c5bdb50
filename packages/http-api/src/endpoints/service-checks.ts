import { type Api, asWhole, type Result } from '../api.js';
import { type CallOptions, checkTexts, listOf, secondsOf, type Time } from '../arguments.js';
import { type Accepted, accepted } from '../calls/accepted.js';
import { wrongArgument } from '../errors.js';

export interface ServiceCheckOptions extends CallOptions {
  /** Now by default; at most 10 minutes ago. */
  readonly timestamp?: Time | undefined;
  readonly message?: string | undefined;
  readonly tags?: string | readonly string[] | undefined;
}

/** Sends a run of a service check. @param status 0 ok, 1 warning, 2 critical, 3 unknown */
export async function serviceCheck(
  api: Api,
  check: string,
  host: string,
  status: 0 | 1 | 2 | 3,
  { timestamp, message, tags = [], ...options }: ServiceCheckOptions = {},
): Promise<Result<Accepted>> {
  checkTexts({ check, host });
  if (![0, 1, 2, 3].includes(status)) {
    throw wrongArgument('status has to be 0 (ok), 1 (warning), 2 (critical) or 3 (unknown)');
  }
  const time = secondsOf(timestamp, 'timestamp') ?? api.now();
  const body = [
    { check, host_name: host, timestamp: time, status, message, tags: listOf(tags, 'tags') },
  ];
  const request = { method: 'POST', path: '/check_run', body, submits: true, options } as const;
  return asWhole(await api.call(request, accepted));
}
