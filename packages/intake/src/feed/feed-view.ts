import type { DogstatsdState } from '../control/intake-state.js';
import type { PayloadLog } from '../requests/payload-log.js';
import type { Tenant } from '../tenants/tenant.js';
import type { Pass } from './pass.js';
import type { Watch } from './watch.js';

/** What the page is told of the intake besides what belongs to a tenant. */
export interface FeedSurroundings {
  readonly payloads: PayloadLog;
  /** How it goes with DogStatsD, null where it is not taken. */
  readonly dogstatsd: () => DogstatsdState | null;
  readonly onNotice?: (notice: string) => void;
}

/** What a view tells from. */
export interface FeedParts {
  readonly tenant: Tenant;
  readonly surroundings: FeedSurroundings;
  /** Writes an event to the page. */
  readonly send: (event: string, data: unknown) => void;
}

/** What one open page is shown; asked to tell what is new as often as the page can take it. */
export interface FeedView {
  /** The page looks at something else of the same view. */
  change(watch: Watch): void;
  /**
   * Tells what has changed since the last time, of one moment: what comes while it is worked out is for
   * the next time. Is called again only after it ended. @throws {Overtaken}
   */
  update(pass: Pass): void | Promise<void>;
  /** The page looks elsewhere. */
  close(): void;
}
