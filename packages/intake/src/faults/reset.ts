import type { FaultTarget } from './fault-target.js';

/** Destroys the connection before the body is read. */
export interface ResetFault {
  readonly reset: true;
}

export async function reset(_fault: ResetFault, target: FaultTarget): Promise<void> {
  target.destroy('fault: reset before the body was read');
}
