/**
 * Why a recorded call did not reach the intake. The codes are stable; switch on them.
 *
 * At the recording call:
 * - `invalid_name`: no letter to begin with.
 * - `invalid_value`: not a finite number (a set takes strings, too).
 * - `invalid_arguments`: reading them threw.
 * - `invalid_timestamp`, `timestamp_in_ms`: not unix seconds.
 * - `too_old`, `too_new`: outside the window that the intake takes, then or before an attempt.
 * - `late`: its bucket is sealed and can't be sent whole any more; see `lateSeconds`.
 * - `contexts`: past `maxContexts`, with no room in the overflow series either.
 * - `set_full`: one more member than a set holds in a bucket.
 * - `sampled`: left out by its `sampleRate`, as asked.
 * - `not_started`: one call too many before `start()`.
 * - `closed`: recorded after `close()`.
 *
 * In delivery:
 * - `refused`: the intake answered that it will not take it.
 * - `too_large`: a single series over the limits of the intake.
 * - `queue_full`: the oldest of a full queue, given up for newer data, or a socket's buffer was full.
 * - `ambiguous`: may have been accepted, and the sink may not send twice.
 * - `spool_lost`: its file in the spool was damaged, deleted, or taken over by another process.
 * - `no_api_key`: there is none to send it with.
 * - `unsupported`: the sink takes no events or service checks.
 * - `sink_failed`: the sink could not hand it over, or rejected the batch.
 * - `shutdown`: still undelivered when the sink was closed.
 */
export type DropReason =
  | 'invalid_name'
  | 'invalid_value'
  | 'invalid_arguments'
  | 'invalid_timestamp'
  | 'timestamp_in_ms'
  | 'too_old'
  | 'too_new'
  | 'late'
  | 'contexts'
  | 'set_full'
  | 'sampled'
  | 'not_started'
  | 'closed'
  | 'refused'
  | 'too_large'
  | 'queue_full'
  | 'ambiguous'
  | 'spool_lost'
  | 'no_api_key'
  | 'unsupported'
  | 'sink_failed'
  | 'shutdown';

/** Dropped calls by reason; a reason that never happened is absent. */
export type DropCounts = { readonly [R in DropReason]?: number };

/** Running counts of drops, by reason. */
export class DropCounter {
  readonly #counts = new Map<DropReason, number>();
  #total = 0;

  add(reason: DropReason, calls: number): void {
    if (calls === 0) return;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + calls);
    this.#total += calls;
  }

  addAll(counts: DropCounts): void {
    for (const [reason, calls] of Object.entries(counts)) this.add(reason as DropReason, calls);
  }

  /** Sum over all reasons. */
  get total(): number {
    return this.#total;
  }

  counts(): DropCounts {
    return Object.fromEntries(this.#counts);
  }
}
