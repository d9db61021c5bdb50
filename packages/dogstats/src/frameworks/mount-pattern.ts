/** Parameters of a request as Express has them: values of any kind, should `app.param()` change them. */
export type Params = Readonly<Record<string, unknown>>;

/**
 * The pattern that a part of a URL has matched: `/tenants/7` with the parameter `id: '7'` was
 * `/tenants/:id`. A value that is not found makes all of it `/:mount`, so that none gets through.
 *
 * @param outer parameters of the routers around, which a router may have taken over.
 */
export function mountPattern(path: string, params: Params, outer: Params): string {
  const names = Object.keys(params);
  if (names.length === 0) return path;
  const segments = decode(path).split('/');
  const isTakenOver = (name: string): boolean => textOf(outer[name]) === textOf(params[name]);
  // Own ones first: of two with equal values the other one is that of a router around.
  for (const name of [
    ...names.filter((each) => !isTakenOver(each)),
    ...names.filter(isTakenOver),
  ]) {
    const text = textOf(params[name]);
    if (text === '') continue;
    const isFound =
      replaceSegments(segments, text.split('/'), `:${name}`) ||
      isTakenOver(name) ||
      replacePart(segments, text, `:${name}`);
    if (!isFound) return '/:mount';
  }
  return segments.join('/');
}

/** A value as it was in the URL, should `app.param()` have left it that; one of a wildcard is a list. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join('/');
  return typeof value === 'object' ? '[object]' : String(value);
}

/** Puts a name in the place of the last run of segments that are these. */
function replaceSegments(segments: string[], values: readonly string[], name: string): boolean {
  for (let at = segments.length - values.length; at >= 0; at--) {
    if (!values.every((value, index) => segments[at + index] === value)) continue;
    segments.splice(at, values.length, name);
    return true;
  }
  return false;
}

/** For a segment of several parameters: `/:from-:to`. */
function replacePart(segments: string[], value: string, name: string): boolean {
  const at = segments.findIndex((segment) => segment.includes(value));
  if (at < 0) return false;
  segments[at] = (segments[at] as string).replace(value, () => name);
  return true;
}

function decode(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
