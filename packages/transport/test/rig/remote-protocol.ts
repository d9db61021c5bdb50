import type { InspectedPayload } from '@dogstats/intake';

/** What is asked of the child. */
export interface Command {
  readonly id: number;
  readonly call:
    | 'respondNext'
    | 'addFaults'
    | 'clearFaults'
    | 'faults'
    | 'state'
    | 'reset'
    | 'stopListening'
    | 'listenAgain'
    | 'setNow';
  readonly given: readonly unknown[];
}

/** What the child tells. */
export type Told =
  | { readonly ready: { readonly url: string; readonly port: number } }
  | { readonly entry: InspectedPayload }
  | { readonly id: number; readonly result?: unknown; readonly error?: string };
