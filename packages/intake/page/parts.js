import { element } from './element.js';

/** Small parts that several views are made of. */

/** The tags of a context, with its host as one of them. */
export function tagList(host, tags) {
  const list = element('span', 'tags');
  const all = host === '' ? tags : [`host:${host}`, ...tags];
  if (all.length === 0) list.append(element('span', 'none', 'no tags'));
  for (const tag of all) list.append(element('span', 'tag', tag));
  return list;
}

/** A figure with what it is. */
export function tile(label) {
  const holder = element('div', 'tile');
  const value = element('dd', '', '–');
  holder.append(element('dt', '', label), value);
  return { holder, value };
}

/** A titled part of a view. */
export function panel(title, ...children) {
  const holder = element('section', 'panel');
  holder.append(element('h2', '', title), ...children);
  return holder;
}

/** How much of the largest something is. @param {number} share 0–1 */
export function meter(share) {
  const bar = element('span', 'meter');
  const fill = element('i');
  fill.style.width = `${Math.max(1.5, share * 100)}%`;
  bar.append(fill);
  bar.setAttribute('aria-hidden', 'true');
  return bar;
}

/** The status of an answer, in the colour of its class. */
export function statusBadge(status) {
  const kind = status >= 200 && status < 300 ? 'good' : 'bad';
  return element('span', `status ${kind}`, status === 0 ? 'none' : String(status));
}
