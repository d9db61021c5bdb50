import type { Cardinality, CheckOptions, EventOptions } from './types.js';

/** A metric without its tags: `name:value|type|@rate|Ttimestamp`. */
export function metricLine(
  name: string,
  value: unknown,
  type: string,
  sampleRate: number | undefined,
  timestamp: number | undefined,
): string {
  let line = `${cleanName(name)}:${type === 's' ? cleanMember(value) : value}|${type}`;
  if (sampleRate !== undefined && sampleRate < 1) line += `|@${sampleRate}`;
  return timestamp === undefined ? line : `${line}|T${timestamp}`;
}

/** An event without its tags. Lengths are those of what is sent, in bytes. */
export function eventLine(title: string, text: unknown, options: EventOptions): string {
  const cleanTitle = escapeLines(title);
  const cleanText = escapeLines(text ? String(text) : '');
  const lengths = `${Buffer.byteLength(cleanTitle)},${Buffer.byteLength(cleanText)}`;
  let line = `_e{${lengths}}:${cleanTitle}|${cleanText}`;
  if (options.date_happened) line += dateField(options.date_happened);
  if (options.hostname) line += `|h:${cleanField(options.hostname)}`;
  if (options.aggregation_key) line += `|k:${cleanField(options.aggregation_key)}`;
  if (options.priority) line += `|p:${cleanField(options.priority)}`;
  if (options.source_type_name) line += `|s:${cleanField(options.source_type_name)}`;
  if (options.alert_type) line += `|t:${cleanField(options.alert_type)}`;
  return line;
}

/** A service check without its tags and its message, which comes last. */
export function checkLine(name: string, status: unknown, options: CheckOptions): string {
  let line = `_sc|${cleanField(name)}|${status ?? ''}`;
  if (options.date_happened) line += dateField(options.date_happened);
  if (options.hostname) line += `|h:${cleanField(options.hostname)}`;
  return line;
}

/** The message of a check: `m:` in it would end it, and a line end the datagram. */
export function checkMessage({ message }: CheckOptions): string {
  return message ? `|m:${escapeLines(String(message)).replaceAll('|', '_')}` : '';
}

/** Appends tags the way the far side takes them. */
export function withTags(
  line: string,
  tags: readonly string[],
  { telegraf, tagPrefix, tagSeparator }: TagStyle,
): string {
  if (tags.length === 0) return line;
  if (!telegraf) return `${line}|${tagPrefix}${tags.join(tagSeparator)}`;
  const [name = '', ...rest] = line.split(':');
  return `${name},${tags.map((tag) => tag.replace(/^([^:]+):/, '$1=')).join(',')}:${rest.join(':')}`;
}

export interface TagStyle {
  readonly telegraf: boolean;
  readonly tagPrefix: string;
  readonly tagSeparator: string;
}

export interface OriginFields {
  readonly containerID: string | undefined;
  readonly externalData: string | undefined;
  readonly cardinality: Cardinality | undefined;
}

/** What the Agent is told of the sender. */
export function originFields({ containerID, externalData, cardinality }: OriginFields): string {
  let fields = '';
  if (containerID) fields += `|c:${cleanField(containerID)}`;
  if (externalData) fields += `|e:${cleanField(externalData)}`;
  if (cardinality) fields += `|card:${cardinality}`;
  return fields;
}

/** Unix seconds of a `Date`, or of a number that is seconds already; `undefined` for anything else. */
export function unixSeconds(time: unknown): number | undefined {
  const seconds = time instanceof Date ? time.getTime() / 1000 : time;
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.round(seconds) : undefined;
}

function dateField(date: unknown): string {
  const seconds = unixSeconds(date);
  return seconds === undefined ? '' : `|d:${seconds}`;
}

function cleanName(name: string): string {
  return name.replace(/[:|\n\r]/g, '_');
}

/** Only these three would end a member of a set: a colon is part of it. */
function cleanMember(member: unknown): string {
  return cleanField(String(member));
}

function cleanField(text: string): string {
  return String(text).replace(/[|\n\r]/g, '_');
}

function escapeLines(text: string): string {
  return /[\r\n]/.test(text) ? text.replaceAll('\r', '').replaceAll('\n', '\\n') : text;
}
