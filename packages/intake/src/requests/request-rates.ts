import type { IntakeRequest } from './intake-request.js';

/** Seconds of one column. */
export const rateWidth = 10;
const columns = 360;
/** A path that is not known is never here, so only faults and odd statuses can come near it. */
const maxRoutes = 64;

/** What came by one route with one status. */
export interface RouteFigures {
  /** Empty for those past the bound. */
  readonly path: string;
  readonly status: number;
  requests: number;
  /** Bytes on the wire, and after decompression. */
  wireBytes: number;
  rawBytes: number;
}

interface Column {
  readonly start: number;
  readonly routes: Map<string, RouteFigures>;
}

/** Requests and bytes by route and status over the last hour: bounded, whatever comes. */
export class RequestRates {
  #columns: Column[] = [];

  add({ path, status, wireBytes, rawBytes, receivedAt }: IntakeRequest): void {
    const { routes } = this.#columnAt(Math.floor(receivedAt / 1_000 / rateWidth) * rateWidth);
    const key = routes.size < maxRoutes ? `${status} ${path}` : '';
    let figures = routes.get(key);
    if (figures === undefined) {
      const route = key === '' ? { path: '', status: 0 } : { path, status };
      figures = { ...route, requests: 0, wireBytes: 0, rawBytes: 0 };
      routes.set(key, figures);
    }
    figures.requests++;
    figures.wireBytes += wireBytes;
    figures.rawBytes += rawBytes;
  }

  /** Starts of the columns from a second on, in unix seconds, and what came in each. */
  from(timestamp: number): { start: number; routes: RouteFigures[] }[] {
    return this.#columns
      .filter(({ start }) => start >= timestamp)
      .map(({ start, routes }) => ({ start, routes: [...routes.values()] }));
  }

  clear(): void {
    this.#columns = [];
  }

  /** A clock that was set back goes on in the newest column. */
  #columnAt(start: number): Column {
    const newest = this.#columns.at(-1);
    if (newest !== undefined && newest.start >= start) return newest;
    const column = { start, routes: new Map<string, RouteFigures>() };
    this.#columns.push(column);
    if (this.#columns.length > columns) this.#columns.shift();
    return column;
  }
}
