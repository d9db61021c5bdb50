import { formatCount, formatPlural } from './format.js';

const combineWords = {
  sum: 'sum over',
  mean: 'mean over',
  max: 'max over',
  min: 'min over',
};

/** What kind of chart it is, and of a histogram how many samples it stands for. */
export function badgeOf({ kind, samples }) {
  if (kind === 'unspecified') return 'no type';
  if (kind === 'histogram' && samples !== null) {
    return `histogram · ${formatCount(Math.round(samples))}`;
  }
  return kind;
}

/** How the contexts became the lines: "sum over 6 contexts · per 10 s". */
export function captionOf(model) {
  const { kind, combine, contexts, width, samples, split, measure, lines, hidden } = model;
  const per = kind === 'count' ? ` · per ${width} s` : '';
  if (split) {
    const more = hidden > 0 ? ` of ${formatCount(lines.length + hidden)}` : '';
    return `${measure} · ${formatCount(lines.length)}${more} lines${per}`;
  }
  if (kind === 'distribution') {
    const word = combine === 'percentiles' ? '' : `${combine} of `;
    return `${word}${samples === null ? 'no samples' : formatPlural(Math.round(samples), 'sample')}`;
  }
  if (kind === 'histogram') return formatPlural(contexts, 'context');
  return `${combineWords[combine]} ${formatPlural(contexts, 'context')}${per}`;
}
