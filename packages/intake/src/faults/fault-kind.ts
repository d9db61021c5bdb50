import type { z } from 'zod';
import type { FaultTarget } from './fault-target.js';

/** One kind of fault: its parameters, and what it does to a request. Each has a file of its own. */
export interface FaultKind<F extends object> {
  /** The field that names it in a rule. */
  readonly name: keyof F & string;
  /** The fields of `F`. */
  readonly fields: Readonly<Record<keyof F, z.ZodType>>;
  /** Deals with a request in place of normal service. */
  play(fault: F, target: FaultTarget): Promise<void>;
}
