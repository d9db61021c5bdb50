import type { FaultTarget } from './fault-target.js';

/** Stores what the request carries, then destroys the connection: the client can't know. */
export interface AcceptThenResetFault {
  readonly acceptThenReset: true;
}

export async function acceptThenReset(
  _fault: AcceptThenResetFault,
  target: FaultTarget,
): Promise<void> {
  await target.serve();
  target.destroy('fault: reset after the payload was taken');
}
