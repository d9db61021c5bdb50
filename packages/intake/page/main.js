import { Banner } from './banner.js';
import { Board } from './board.js';
import { setText } from './element.js';
import { fillEmptyState } from './empty-state.js';
import { FilterBox } from './filter-box.js';
import { LiveFeed } from './live-feed.js';
import { showTotals } from './totals.js';

const empty = document.getElementById('empty');
const nothing = document.getElementById('nothing');
const board = new Board(document.getElementById('board'));
const banner = new Banner();
const feed = new LiveFeed();
const filter = new FilterBox((text) => feed.connect(text));

let totals;
let lost = false;
/** Milliseconds by which the intake's clock is ahead of this one. */
let ahead = 0;

feed.addEventListener('start', ({ detail }) => {
  lost = false;
  board.start(detail.windowSeconds);
  fillEmptyState(empty, detail.exampleKey);
  take(detail);
});
feed.addEventListener('metrics', ({ detail }) => board.merge(detail));
feed.addEventListener('removed', ({ detail }) => board.remove(detail));
feed.addEventListener('settled', () => {
  board.move(now() / 1_000);
  board.settle();
  judge();
});
feed.addEventListener('totals', ({ detail }) => take(detail));
feed.addEventListener('lost', () => {
  lost = true;
  judge();
});

setText(document.getElementById('address'), location.host);
feed.connect(filter.text);
setInterval(() => {
  judge();
  if (!document.hidden) board.move(now() / 1_000);
}, 1_000);

function take(detail) {
  totals = detail;
  ahead = detail.now - Date.now();
  showTotals(detail);
  judge();
}

/** Says what is wrong, or that there is nothing yet. */
function judge() {
  banner.update(lost, totals, now());
  if (totals === undefined) return;
  empty.hidden = totals.series > 0 || board.size > 0;
  nothing.hidden = totals.series === 0 || board.size > 0;
  setText(nothing, filter.text === '' ? '' : `Nothing matches “${filter.text}”.`);
}

/** Unix milliseconds on the intake's clock. */
function now() {
  return Date.now() + ahead;
}
