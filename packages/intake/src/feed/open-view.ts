import { BoardView } from './board-view.js';
import { CardinalityView } from './cardinality-view.js';
import type { FeedParts, FeedView } from './feed-view.js';
import { FollowView } from './follow-view.js';
import { MetricView } from './metric-view.js';
import { NoticesView } from './notices-view.js';
import { OverviewView } from './overview-view.js';
import { PayloadsView } from './payloads-view.js';
import type { Watch } from './watch.js';

/** What tells a page that looks at `watch.view`. */
export function openView(parts: FeedParts, watch: Watch): FeedView {
  switch (watch.view) {
    case 'metrics':
      return new BoardView(parts, watch);
    case 'metric':
      return new MetricView(parts, watch);
    case 'overview':
      return new OverviewView(parts, watch);
    case 'payloads':
      return new PayloadsView(parts);
    case 'cardinality':
      return new CardinalityView(parts, watch);
    case 'follow':
      return new FollowView(parts, watch);
    case 'notices':
      return new NoticesView(parts);
  }
}
