import { element, setText } from './element.js';
import { formatClock, formatCount, formatPlural } from './format.js';
import { panel, tagList } from './parts.js';

const signs = { ok: '✓', success: '✓', warning: '!', critical: '×', error: '×' };

/** The last events, and where each service check stands. */
export class NoticesPage {
  element = element('div', 'notices pair');
  emptyText = 'No event and no service check came yet: dogStats.event(), dogStats.serviceCheck().';
  size = 0;
  #told = { events: [], checks: [], allEvents: 0, allChecks: 0 };
  #filter = '';
  #events = element('ol', 'entries');
  #checks = element('ol', 'entries');
  #eventNote = element('p', 'note');
  #checkNote = element('p', 'note');

  constructor() {
    this.element.append(
      panel('Events', this.#eventNote, this.#events),
      panel('Service checks', this.#checkNote, this.#checks),
    );
  }

  show({ filter }) {
    if (filter === this.#filter) return;
    this.#filter = filter;
    this.#write();
  }

  take(told) {
    this.#told = told;
    this.#write();
  }

  #write() {
    const words = this.#filter.toLowerCase().split(/\s+/).filter(Boolean);
    const passes = (entry) => {
      const { title = '', text = '', check = '', message = '', host, tags } = entry;
      const all = [title, text, check, message, `host:${host}`, ...tags].join('\n').toLowerCase();
      return words.every((word) => all.includes(word));
    };
    const { allEvents, allChecks } = this.#told;
    const events = this.#told.events.filter(passes);
    const checks = this.#told.checks.filter(passes);
    this.size = events.length + checks.length;
    this.element.hidden = this.size === 0;
    this.#events.replaceChildren(...events.map(eventEntry));
    this.#checks.replaceChildren(...checks.map(checkEntry));
    setText(this.#eventNote, count(events.length, allEvents, 'event', 'The newest first.'));
    setText(this.#checkNote, count(checks.length, allChecks, 'check', 'The worst first.'));
  }
}

function count(shown, all, noun, order) {
  if (all === 0) return `No ${noun} came yet.`;
  if (shown === 0) return 'Nothing matches.';
  return shown < all
    ? `${formatCount(shown)} of ${formatPlural(all, noun)}. ${order}`
    : `${formatPlural(all, noun)}. ${order}`;
}

function eventEntry({ title, text, alertType, priority, timestamp, host, tags }) {
  const item = entry(alertType, title, formatClock(timestamp));
  if (priority === 'low') item.classList.add('low');
  if (text !== '') item.append(element('p', 'text', text));
  item.append(tagList(host, tags));
  return item;
}

function checkEntry({ check, status, message, timestamp, host, tags, runs, failed }) {
  const item = entry(status, check, formatClock(timestamp));
  if (message !== '') item.append(element('p', 'text', message));
  item.append(tagList(host, tags));
  const bad = failed === 0 ? 'all ok' : `${formatCount(failed)} not ok`;
  item.append(element('p', 'note', `${formatPlural(runs, 'run')}, ${bad}`));
  return item;
}

function entry(state, title, time) {
  const item = element('li', `entry ${state}`);
  const sign = element('span', 'sign', signs[state] ?? 'i');
  sign.setAttribute('role', 'img');
  sign.setAttribute('aria-label', state);
  const head = element('p', 'head');
  head.append(sign, element('b', '', title), element('time', '', time));
  item.append(head);
  return item;
}
