import { type AcceptFault, accept } from './accept.js';
import { type AcceptThenResetFault, acceptThenReset } from './accept-then-reset.js';
import { type CloseFault, close } from './close.js';
import { type DribbleFault, dribble } from './dribble.js';
import type { FaultKind } from './fault-kind.js';
import { type GarbageFault, garbage } from './garbage.js';
import { type HangFault, hang } from './hang.js';
import { type InformationalFault, informational } from './informational.js';
import { type OversizeFault, oversize } from './oversize.js';
import { type RefuseFault, refuse } from './refuse.js';
import { type ResetFault, reset } from './reset.js';
import { type ResetOnConnectFault, resetOnConnect } from './reset-on-connect.js';
import { type SlowFault, slow } from './slow.js';
import { type StatusFault, status } from './status.js';
import { type TruncateFault, truncate } from './truncate.js';

/** What to do with one request instead of serving it: named by its one field. */
export type Fault =
  | AcceptFault
  | AcceptThenResetFault
  | CloseFault
  | DribbleFault
  | GarbageFault
  | HangFault
  | InformationalFault
  | OversizeFault
  | RefuseFault
  | ResetFault
  | ResetOnConnectFault
  | SlowFault
  | StatusFault
  | TruncateFault;

/** A kind whose parameters were checked by its own fields. */
export type AnyFaultKind = FaultKind<never> & { readonly fields: FaultKind<Fault>['fields'] };

const kinds = [
  status,
  accept,
  slow,
  dribble,
  truncate,
  oversize,
  garbage,
  informational,
  hang,
  close,
  reset,
  acceptThenReset,
  resetOnConnect,
  refuse,
] as unknown as readonly AnyFaultKind[];

/** Every kind of fault by its name. */
export const faultKinds: ReadonlyMap<string, AnyFaultKind> = new Map(
  kinds.map((kind) => [kind.name, kind]),
);

/** The kind of a fault that was checked. */
export function kindOf(fault: Fault): AnyFaultKind {
  for (const name of Object.keys(fault)) {
    const kind = faultKinds.get(name);
    if (kind !== undefined) return kind;
  }
  throw new TypeError('a fault without a kind');
}
