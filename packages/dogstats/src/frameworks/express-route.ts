import type { IncomingMessage } from 'node:http';
import { mountPattern, type Params } from './mount-pattern.js';

/** What Express puts on its requests. */
export interface ExpressRequest extends IncomingMessage {
  baseUrl?: string | undefined;
  params?: Params;
  route?: Route | undefined;
  /** Its `request` is what all requests of the app inherit from. */
  readonly app?: { readonly request?: object };
  [trailKey]?: RouteTrail | undefined;
}

interface Route {
  readonly path: unknown;
}

/** A router on the way, by the part of the URL that it took off. */
interface Mount {
  readonly url: string;
  readonly pattern: string;
  readonly params: Params;
  readonly outer: Mount | undefined;
}

/** The same for every copy of the package. */
const trailKey: unique symbol = Symbol.for('dogstats.route-trail.v1');

/**
 * The way of a request through the routers of Express.
 *
 * Express knows a route's pattern, but of the routers around it only `baseUrl`, which is part of the
 * URL, and it takes that back when a handler fails. So whenever `baseUrl` grows, the parameters of
 * that moment tell the pattern; when a route is taken, the two are joined.
 */
class RouteTrail {
  baseUrl: string | undefined = undefined;
  route: Route | undefined = undefined;
  /** Of the route taken last; `undefined` before the first. */
  pattern: string | undefined = undefined;
  #mount: Mount = outermost;

  /** Goes on from a router that was entered unseen: which parts of that are values is not known. */
  resume(url: string | undefined, route: Route | undefined): void {
    this.baseUrl = url;
    if (url) this.#mount = { url, pattern: '/:mount', params: {}, outer: outermost };
    if (route !== undefined) this.take(route);
  }

  enter(url: string | undefined, params: Params = {}): void {
    this.baseUrl = url;
    this.#mount = mountAt(this.#mount, url ?? '', params);
  }

  take(route: Route | undefined): void {
    this.route = route;
    if (route !== undefined) this.pattern = join(this.#mount.pattern, route.path);
  }
}

const outermost: Mount = { url: '', pattern: '', params: {}, outer: undefined };

function mountAt(from: Mount, url: string, params: Params): Mount {
  let outer = from;
  while (outer.outer !== undefined && !url.startsWith(outer.url)) outer = outer.outer;
  if (url === outer.url) return outer;
  const own = mountPattern(url.slice(outer.url.length), params, outer.params);
  return { url, outer, params, pattern: outer.pattern + own };
}

function join(mount: string, path: unknown): string {
  const own = Array.isArray(path) ? path.join('|') : String(path);
  return mount !== '' && own === '/' ? mount : mount + own;
}

/** They hold what Express assigns, and note it. */
const accessors: PropertyDescriptorMap & ThisType<ExpressRequest> = {
  baseUrl: {
    configurable: true,
    enumerable: true,
    get() {
      return this[trailKey]?.baseUrl;
    },
    set(url: string | undefined) {
      trailOf(this).enter(url, this.params);
    },
  },
  route: {
    configurable: true,
    enumerable: true,
    get() {
      return this[trailKey]?.route;
    },
    set(route: Route | undefined) {
      trailOf(this).take(route);
    },
  },
};

/** Answers, at any later time, what the pattern of the route of a request is. */
export function followRoute(request: ExpressRequest): () => string | undefined {
  if (Object.hasOwn(request, 'baseUrl') && request[trailKey] === undefined) track(request);
  const trail = trailOf(request);
  return () => trail.pattern;
}

/**
 * Tracks a request that has begun without, and through the prototype of Express's requests all that
 * come after it: to redefine what an object has already makes it slow.
 */
function track(request: ExpressRequest): void {
  const { baseUrl, route } = request;
  Object.defineProperties(request, accessors);
  trailOf(request).resume(baseUrl, route);
  const prototype = requestPrototype(request);
  if (prototype === undefined || Object.hasOwn(prototype, trailKey)) return;
  const unset = { value: undefined, writable: true, configurable: true };
  Object.defineProperties(prototype, { ...accessors, [trailKey]: unset });
}

/** What requests of every app of this copy of Express inherit from. */
function requestPrototype({ app }: ExpressRequest): object | undefined {
  let prototype: object | null | undefined = app?.request;
  while (prototype && !(Object.hasOwn(prototype, 'get') && Object.hasOwn(prototype, 'header')))
    prototype = Object.getPrototypeOf(prototype) as object | null;
  return prototype ?? undefined;
}

function trailOf(request: ExpressRequest): RouteTrail {
  const trail = request[trailKey];
  if (trail !== undefined) return trail;
  const made = new RouteTrail();
  request[trailKey] = made;
  return made;
}
