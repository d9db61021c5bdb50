import { problemsOf } from '../control/inspect-payload.js';
import type { LoggedPayload } from '../requests/payload-log.js';
import type { FeedParts, FeedView } from './feed-view.js';

/** As many as are kept. */
const maxRows = 200;

/** The last payloads; then, as they come, the new ones. */
export class PayloadsView implements FeedView {
  readonly #parts: FeedParts;
  /** Id of the last one told; nothing when the page has none. */
  #last: number | undefined;
  #total = 0;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  change(): void {}

  update(): void {
    const { tenant, surroundings, send } = this.#parts;
    const { total } = tenant.requests;
    const fresh = this.#last === undefined || total < this.#total;
    if (!fresh && total === this.#total) return;
    this.#total = total;
    const payloads = surroundings.payloads
      .after(fresh ? 0 : (this.#last ?? 0), maxRows)
      .filter(({ request }) => request.tenant === tenant.name);
    if (!fresh && payloads.length === 0) return;
    this.#last = payloads.at(-1)?.id ?? this.#last ?? 0;
    send('payloads', { fresh, rows: payloads.map(rowOf) });
  }

  close(): void {}
}

function rowOf({ id, request, body }: LoggedPayload): object {
  const { contentType: _, dropped, errors: __, evicted: ___, tenant: ____, ...row } = request;
  return {
    id,
    ...row,
    kept: body !== undefined,
    lost: dropped.reduce((sum, { count }) => sum + count, 0),
    problems: problemsOf(request),
  };
}
