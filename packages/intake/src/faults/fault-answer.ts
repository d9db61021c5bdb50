import type { AcceptThenResetFault } from './accept-then-reset.js';
import type { ResetFault } from './reset.js';
import type { StatusFault } from './status.js';

/** What to do with one request instead of serving it. Each kind has a file of its own here. */
export type FaultAnswer = StatusFault | ResetFault | AcceptThenResetFault;
