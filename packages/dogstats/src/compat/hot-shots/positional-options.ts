import type { ClientOptions } from './types.js';

/** The order in which hot-shots takes options one by one. */
const names = [
  'host',
  'port',
  'prefix',
  'suffix',
  'globalize',
  'cacheDns',
  'mock',
  'globalTags',
  'maxBufferSize',
  'bufferFlushInterval',
  'telegraf',
  'sampleRate',
  'protocol',
] as const satisfies readonly (keyof ClientOptions)[];

/** Options as an object, which they nearly always are, or gathered from single arguments. */
export function optionsFromArguments(given: readonly unknown[]): ClientOptions {
  if (given.length <= 1 && typeof given[0] === 'object') return { ...given[0] };
  const pairs = names.map((name, index) => [name, given[index] ?? undefined]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
}
