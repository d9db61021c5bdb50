import { defaultOpstraceOptions } from './opstrace-options.js';

/** What is wrong with options that came from outside. */
export function opstraceProblems(compat: unknown, options: unknown): string[] {
  if (compat !== 'datadog' && compat !== 'opstrace') {
    return [`compat must be 'datadog' or 'opstrace', got ${String(compat)}`];
  }
  if (typeof options !== 'object' || options === null) return ['opstrace must be an object'];
  const known = Object.keys(defaultOpstraceOptions);
  const unknown = Object.keys(options).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    return [`unknown option "opstrace.${unknown[0]}" (known: ${known.join(', ')})`];
  }
  const { outOfOrder, strict, upstream } = { ...defaultOpstraceOptions, ...options };
  const problems: string[] = [];
  if (!['reject', 'drop', 'accept'].includes(outOfOrder)) {
    problems.push("opstrace.outOfOrder must be 'reject', 'drop' or 'accept'");
  }
  if (typeof strict !== 'boolean') problems.push('opstrace.strict must be true or false');
  if (upstream !== '' && !isHttp(upstream)) problems.push('opstrace.upstream must be an http URL');
  return problems;
}

function isHttp(url: unknown): boolean {
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'http:' || protocol === 'https:';
}
