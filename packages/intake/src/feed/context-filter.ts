import type { Context } from '../store/context.js';
import type { HeldMetric } from '../store/held-metric.js';
import { wordsOf } from '../text/characters.js';
import { MetricNotes } from './metric-notes.js';

const maxWords = 20;
/** The text of a metric with more contexts would take long to make. */
const maxContexts = 1_000;

/** Tells what is to be shown. */
export interface ContextFilter {
  passes(context: Context): boolean;
  /** Whether a context of the metric may pass. Quick, since most metrics have none. */
  mayPass(metric: HeldMetric): boolean;
}

/** What words are looked for in; made at the first filter, gone with the context. */
const texts = new WeakMap<Context, string>();
/** The same of all contexts of a metric; nothing where there are too many. */
const textsOfMetrics = new MetricNotes(metricText);

/**
 * Reads the text of the filter box: words apart by spaces, each of which must be part of the
 * metric's name or of one tag, in any case. An empty text lets everything through.
 */
export function contextFilter(text: string): ContextFilter {
  const words = wordsOf(text.toLowerCase(), maxWords);
  if (words.length === 0) return { passes: () => true, mayPass: () => true };
  const isIn = (searched: string): boolean => words.every((word) => searched.includes(word));
  return {
    passes: (context) => isIn(textOf(context)),
    mayPass: (metric) => {
      const searched = textsOfMetrics.of(metric);
      return searched === undefined || isIn(searched);
    },
  };
}

function textOf(context: Context): string {
  let text = texts.get(context);
  if (text === undefined) {
    text = asText([context.metric.name, ...tagsOf(context)]);
    texts.set(context, text);
  }
  return text;
}

function metricText({ name, contexts }: HeldMetric): string | undefined {
  if (contexts.size > maxContexts) return undefined;
  const lines = new Set([name]);
  for (const context of contexts) for (const tag of tagsOf(context)) lines.add(tag);
  return asText(lines);
}

function tagsOf({ host, tags }: Context): string[] {
  return [`host:${host}`, ...tags];
}

/** Lines, so that no word is found across two of them: a word has no white space. */
function asText(lines: Iterable<string>): string {
  return [...lines].join('\n').toLowerCase();
}
