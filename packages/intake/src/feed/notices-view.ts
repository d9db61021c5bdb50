import type { Check } from '../checks/check.js';
import { canonicalTags, contextKey } from '../store/context-key.js';
import type { FeedParts, FeedView } from './feed-view.js';

const maxEvents = 100;
const maxStates = 200;
/** Of a text or a message so much is shown. */
const maxTextLength = 2_000;

/** The newest run of a check with one host and tags. */
interface CheckState extends Check {
  /** Runs held, and those of them that were not ok. */
  runs: number;
  failed: number;
}

/** The last events, and where each service check stands. */
export class NoticesView implements FeedView {
  readonly #parts: FeedParts;
  #total = -1;

  constructor(parts: FeedParts) {
    this.#parts = parts;
  }

  change(): void {}

  update(): void {
    const { events, checks, requests } = this.#parts.tenant;
    if (requests.total === this.#total) return;
    this.#total = requests.total;
    const last = events.entries().slice(-maxEvents).reverse();
    // They come late at times, and were newest when they happened.
    last.sort((a, b) => b.timestamp - a.timestamp);
    const states = statesOf(checks.entries());
    this.#parts.send('notices', {
      events: last.map(({ v2: _, text, ...event }) => ({
        ...event,
        text: text.slice(0, maxTextLength),
      })),
      checks: states.slice(0, maxStates),
      allEvents: events.size,
      allChecks: states.length,
    });
  }

  close(): void {}
}

const severity = ['critical', 'warning', 'unknown', 'ok'];

/** The worst first, then the newest. */
function statesOf(runs: readonly Check[]): CheckState[] {
  const states = new Map<string, CheckState>();
  for (const run of runs) {
    const key = `${run.check}\n${contextKey(run.host, canonicalTags(run.tags))}`;
    const known = states.get(key);
    const newest = known === undefined || run.timestamp >= known.timestamp ? run : known;
    states.set(key, {
      ...newest,
      message: newest.message.slice(0, maxTextLength),
      runs: (known?.runs ?? 0) + 1,
      failed: (known?.failed ?? 0) + Number(run.status !== 'ok'),
    });
  }
  return [...states.values()].sort(
    (a, b) => severity.indexOf(a.status) - severity.indexOf(b.status) || b.timestamp - a.timestamp,
  );
}
