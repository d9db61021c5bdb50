import type { IncomingMessage } from 'node:http';

type Params = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What Express puts on its requests. */
export interface ExpressRequest extends IncomingMessage {
  baseUrl?: string;
  params?: Params;
  route?: { readonly path: unknown };
}

/** A router on the way, by the part of the URL that it took off. */
interface Mount {
  readonly url: string;
  readonly pattern: string;
  readonly params: Params;
  readonly outer: Mount | undefined;
}

/**
 * Follows a request through the routers of Express, and answers what the pattern of its route is.
 *
 * Express knows a route's pattern, but of the routers around it only `baseUrl`, which is part of the
 * URL, and it takes that back when a handler fails. So whenever `baseUrl` grows, the parameters of
 * that moment tell the pattern; when a route is taken, the two are joined.
 */
export function followRoute(request: ExpressRequest): () => string | undefined {
  let patternOf = followed.get(request);
  if (patternOf === undefined) {
    patternOf = follow(request);
    followed.set(request, patternOf);
  }
  return patternOf;
}

/** A request that two middlewares measure is followed once. */
const followed = new WeakMap<ExpressRequest, () => string | undefined>();

function follow(request: ExpressRequest): () => string | undefined {
  let mount: Mount = mountOf(undefined, request.baseUrl ?? '', request.params);
  let { route, baseUrl } = request;
  let pattern = route === undefined ? undefined : join(mount.pattern, route.path);
  Object.defineProperties(request, {
    baseUrl: {
      configurable: true,
      enumerable: true,
      get: () => baseUrl,
      set(url: string | undefined) {
        baseUrl = url;
        mount = mountAt(mount, url ?? '', request.params);
      },
    },
    route: {
      configurable: true,
      enumerable: true,
      get: () => route,
      set(taken: ExpressRequest['route']) {
        route = taken;
        if (taken !== undefined) pattern = join(mount.pattern, taken.path);
      },
    },
  });
  return () => pattern;
}

function mountAt(from: Mount, url: string, params: Params | undefined): Mount {
  let outer = from;
  while (outer.outer !== undefined && !url.startsWith(outer.url)) outer = outer.outer;
  return url === outer.url ? outer : mountOf(outer, url, params);
}

function mountOf(outer: Mount | undefined, url: string, params: Params = {}): Mount {
  const own = mountPattern(url.slice(outer?.url.length ?? 0), params, outer?.params ?? {});
  return { url, outer, params, pattern: (outer?.pattern ?? '') + own };
}

function join(mount: string, path: unknown): string {
  const own = Array.isArray(path) ? path.join('|') : String(path);
  return mount !== '' && own === '/' ? mount : mount + own;
}

/**
 * The pattern that a part of a URL has matched: `/tenants/7` with the parameter `id: '7'` was
 * `/tenants/:id`. A value that is not found makes all of it `/:mount`, so that none gets through.
 *
 * @param outer parameters of the routers around, which a router may have taken over.
 */
function mountPattern(path: string, params: Params, outer: Params): string {
  const segments = decode(path).split('/');
  const isTakenOver = (name: string): boolean => String(outer[name]) === String(params[name]);
  const names = Object.keys(params);
  // Own ones first: of two with equal values the other one is that of a router around.
  for (const name of [
    ...names.filter((each) => !isTakenOver(each)),
    ...names.filter(isTakenOver),
  ]) {
    const value = params[name] ?? '';
    if (value.length === 0) continue;
    const values = typeof value === 'string' ? value.split('/') : value;
    const isFound =
      replaceSegments(segments, values, `:${name}`) ||
      isTakenOver(name) ||
      replacePart(segments, values.join('/'), `:${name}`);
    if (!isFound) return '/:mount';
  }
  return segments.join('/');
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
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
