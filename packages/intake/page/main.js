import { readAddress, writeAddress } from './address.js';
import { Banner } from './banner.js';
import { setText } from './element.js';
import { fillEmptyState } from './empty-state.js';
import { Keys } from './keys.js';
import { LiveFeed } from './live-feed.js';
import { ThemeSwitch } from './theme-switch.js';
import { Toolbar } from './toolbar.js';
import { Totals } from './totals.js';
import { Views } from './views.js';

const empty = document.getElementById('empty');
const nothing = document.getElementById('nothing');
const holder = document.getElementById('view');
const tabs = [...document.querySelectorAll('#tabs a')];
const banner = new Banner();
const figures = new Totals();
const theme = new ThemeSwitch();
const feed = new LiveFeed();
const toolbar = new Toolbar(change);
const views = new Views(holder, look);

let state = readAddress();
let totals;
let lost = false;
/** Milliseconds by which the intake's clock is ahead of this one. */
let ahead = 0;

feed.addEventListener('start', ({ detail }) => {
  lost = false;
  fillEmptyState(empty, detail.exampleKey);
  take(detail);
});
feed.addEventListener('totals', ({ detail }) => take(detail));
feed.addEventListener('lost', () => {
  lost = true;
  judge();
});
for (const name of views.events) {
  feed.addEventListener(name, ({ detail }) => {
    if (!views.take(name, detail, now() / 1_000)) return;
    if (detail.tagKeys !== undefined) toolbar.offer(detail.tagKeys);
    judge();
  });
}
addEventListener('hashchange', () => {
  scrollTo(0, 0);
  state = readAddress();
  show();
});

const keys = {
  '/': () => toolbar.focusFilter(),
  Escape: leave,
  j: () => views.step(1),
  k: () => views.step(-1),
  Enter: ({ target }) => (target.matches('.card') ? views.open() : false),
  w: () => toolbar.turn('window'),
  s: () => toolbar.turn('by'),
  t: () => theme.turn(),
};
for (const [index, tab] of tabs.entries()) keys[index + 1] = () => tab.click();
new Keys(keys);

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('main').focus();
});
setText(document.getElementById('address'), location.host);
show();
setInterval(() => {
  judge();
  if (!document.hidden) views.move(now() / 1_000);
}, 1_000);

/** Looks at the same in another way, and lets the address say so. */
function change(part) {
  state = { ...state, ...part };
  const anew = 'filter' in part || 'sort' in part;
  if (anew) views.rewind();
  // Asked first: the intake works while the page lays itself out.
  look();
  history.replaceState(null, '', writeAddress(state));
  if (anew) scrollTo(0, 0);
  show();
}

function show() {
  toolbar.show(state);
  for (const tab of tabs) mark(tab);
  views.show(state);
  look();
  judge();
}

/** The tab of the view that is shown; on a phone, tabs scroll. */
function mark(tab) {
  const { view } = tab.dataset;
  const current = view === state.view || (view === 'metrics' && state.view === 'metric');
  tab.href = writeAddress({ ...state, view, metric: '' });
  if (current === tab.hasAttribute('aria-current')) return;
  tab.toggleAttribute('aria-current', current);
  if (!current) return;
  tab.setAttribute('aria-current', 'page');
  tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.clientWidth / 3;
}

function look() {
  feed.look({ ...state, ...views.range });
}

function leave({ target }) {
  if (target.id === 'filter' || state.filter !== '') toolbar.clearFilter();
  else if (state.view === 'metric') location.hash = writeAddress({ ...state, view: 'metrics' });
}

function take(detail) {
  totals = detail;
  ahead = detail.now - Date.now();
  figures.show(detail);
  judge();
}

/** Says what is wrong, or that there is nothing yet. */
function judge() {
  banner.update(lost, totals, now());
  if (totals === undefined) return;
  const waiting = totals.payloads === 0 && totals.series === 0;
  empty.hidden = !waiting || state.view !== 'metrics';
  holder.hidden = !empty.hidden;
  const text = empty.hidden ? views.emptyText(state) : '';
  nothing.hidden = text === '';
  setText(nothing, text);
}

/** Unix milliseconds on the intake's clock. */
function now() {
  return Date.now() + ahead;
}
