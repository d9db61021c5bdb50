import type { DecodedSeries } from '../decode/decoded-series.js';
import type { DropReason } from './drop.js';

const maxNameBytes = 350;
const maxTags = 100;
const maxTagBytes = 200;
const maxTagsBytes = 100 * 1024;
const maxResources = 500;
const maxHostBytes = 255;

type SeriesIdentity = Pick<DecodedSeries, 'metric' | 'tags' | 'host' | 'resources'>;

/** Why a whole series is dropped, with a hint; nothing when it may stay. */
export function seriesProblem(series: SeriesIdentity): [DropReason, string] | undefined {
  const { metric, tags, host } = series;
  if (!hasLetter(metric) || longerThan(metric, maxNameBytes)) {
    return ['invalid_name', `a name needs a letter and at most ${maxNameBytes} bytes`];
  }
  if (tags.length - resourceTags(series) > maxTags)
    return ['too_many_tags', `a series may have ${maxTags} tags`];
  if (tagsTooLong(tags)) {
    return ['tags_too_long', `the tags of a series may have ${maxTagsBytes} bytes`];
  }
  if (series.resources > maxResources) {
    return ['too_many_resources', `a series may have ${maxResources} resources`];
  }
  if (longerThan(host, maxHostBytes)) {
    return ['host_too_long', `a host name may have ${maxHostBytes} bytes`];
  }
  return undefined;
}

/** Resources other than the host: they are among the tags, but have a limit of their own. */
function resourceTags({ host, resources }: SeriesIdentity): number {
  return Math.max(resources - (host === '' ? 0 : 1), 0);
}

/** Of ASCII. */
function hasLetter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at) | 0x20;
    if (code >= 0x61 && code <= 0x7a) return true;
  }
  return false;
}

/** A tag over 200 bytes loses its end, at the start of a character. */
export function clippedTags(tags: readonly string[]): readonly string[] {
  if (!anyTooLong(tags)) return tags;
  return tags.map((tag) => (longerThan(tag, maxTagBytes) ? clipped(tag) : tag));
}

function anyTooLong(tags: readonly string[]): boolean {
  for (const tag of tags) if (longerThan(tag, maxTagBytes)) return true;
  return false;
}

function clipped(tag: string): string {
  const bytes = Buffer.from(tag);
  let end = maxTagBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

function tagsTooLong(tags: readonly string[]): boolean {
  let units = 0;
  for (const tag of tags) units += tag.length;
  if (units * 3 <= maxTagsBytes) return false;
  let bytes = 0;
  for (const tag of tags) bytes += Buffer.byteLength(tag);
  return bytes > maxTagsBytes;
}

/** A UTF-16 unit is at most 3 bytes of UTF-8: short texts are told without counting. */
function longerThan(text: string, maxBytes: number): boolean {
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes;
}
