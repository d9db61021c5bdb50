import { type RouteFigures, rateWidth } from '../requests/request-rates.js';
import type { FeedParts, FeedView } from './feed-view.js';
import type { Pass } from './pass.js';
import type { Watch } from './watch.js';

/** Figures are told anew at least so often, since rates fall when nothing comes. */
const beatMs = 2_000;

/** What one route with one status is on the overview. */
interface RouteLine extends RouteFigures {
  /** Requests per second, one for each column. */
  readonly perSecond: number[];
}

/** Requests per second by route and status, bytes, what was dropped and why, DogStatsD. */
export class OverviewView implements FeedView {
  readonly #parts: FeedParts;
  #watch: Watch;
  #toldAt = Number.NEGATIVE_INFINITY;
  #total = -1;

  constructor(parts: FeedParts, watch: Watch) {
    this.#parts = parts;
    this.#watch = watch;
  }

  change(watch: Watch): void {
    this.#watch = watch;
    this.#total = -1;
  }

  update({ nowMs }: Pass): void {
    const { tenant, surroundings } = this.#parts;
    const { name, requests, background } = tenant;
    if (requests.total === this.#total && nowMs - this.#toldAt < beatMs) return;
    this.#total = requests.total;
    this.#toldAt = nowMs;
    this.#parts.send('overview', {
      turn: this.#watch.turn,
      width: rateWidth,
      ...this.#rates(Math.floor(nowMs / 1_000)),
      dropped: requests.drops(),
      // DogStatsD belongs to those who name no tenant.
      dogstatsd: name === '' ? surroundings.dogstatsd() : null,
      remoteWrite: background.remoteWrite?.stats() ?? null,
      persist: background.persist?.state() ?? null,
    });
  }

  close(): void {}

  /** Rates are of columns that are over, sums of all that came within the window. */
  #rates(now: number): object {
    const last = Math.floor(now / rateWidth) * rateWidth;
    const first = last - this.#watch.windowSeconds;
    const times: number[] = [];
    for (let start = first; start < last; start += rateWidth) times.push(start);
    const routes = new Map<string, RouteLine>();
    const bytes = { wire: times.map(() => 0), raw: times.map(() => 0) };
    for (const column of this.#parts.tenant.requests.rates.from(first)) {
      const at = (column.start - first) / rateWidth;
      for (const figures of column.routes) {
        addTo(routes, figures, at, times.length);
        addAt(bytes.wire, at, figures.wireBytes);
        addAt(bytes.raw, at, figures.rawBytes);
      }
    }
    return {
      times,
      routes: [...routes.values()].sort((a, b) => b.requests - a.requests),
      bytesPerSecond: bytes,
    };
  }
}

function addTo(
  routes: Map<string, RouteLine>,
  figures: RouteFigures,
  column: number,
  columns: number,
): void {
  const { path, status, requests, wireBytes, rawBytes } = figures;
  const key = `${status} ${path}`;
  let route = routes.get(key);
  if (route === undefined) {
    const perSecond = new Array<number>(columns).fill(0);
    route = { path, status, requests: 0, wireBytes: 0, rawBytes: 0, perSecond };
    routes.set(key, route);
  }
  route.requests += requests;
  route.wireBytes += wireBytes;
  route.rawBytes += rawBytes;
  addAt(route.perSecond, column, requests);
}

/** Past the end is what came in the column that is not over yet. */
function addAt(perSecond: number[], column: number, count: number): void {
  const known = perSecond[column];
  if (known !== undefined) perSecond[column] = known + count / rateWidth;
}
