import type { FaultTarget } from './fault-target.js';

/** Reads the request and answers it with this, storing nothing. */
export interface StatusFault {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out: `{"errors":["…"]}`. */
  readonly body?: string;
}

export async function answerStatus(fault: StatusFault, target: FaultTarget): Promise<void> {
  const body = fault.body ?? JSON.stringify({ errors: [`fault: answered ${fault.status}`] });
  await target.readBody();
  target.answer({ status: fault.status, headers: fault.headers ?? {}, body });
}
