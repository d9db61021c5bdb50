import type { Api, Result } from './api.js';
import { ApiCaller } from './call.js';
import * as alerts from './endpoints/alerts.js';
import * as comments from './endpoints/comments.js';
import * as dashboards from './endpoints/dashboards.js';
import * as downtimes from './endpoints/downtimes.js';
import * as events from './endpoints/events.js';
import * as metrics from './endpoints/metrics.js';
import * as monitors from './endpoints/monitors.js';
import * as mutes from './endpoints/mutes.js';
import * as pages from './endpoints/pages.js';
import * as screenboards from './endpoints/screenboards.js';
import * as search from './endpoints/search.js';
import * as serviceChecks from './endpoints/service-checks.js';
import * as snapshots from './endpoints/snapshots.js';
import * as tags from './endpoints/tags.js';
import * as users from './endpoints/users.js';
import { type Failure, failureOf } from './errors.js';
import { checkOptions, type DogHttpApiOptions } from './options.js';
import type { RateLimit } from './rate-limits.js';
import { resolveSettings } from './settings.js';

/** What a call resolves to, which depends on `swallow` and `jsonResponses`. */
export type Reply<Options, Value, Whole> =
  | (Options extends { readonly jsonResponses: true } ? Whole : Value)
  | (Options extends { readonly swallow: false } ? never : Failure);

/** Endpoints as methods: the same functions, but for the first argument. */
type Methods<Endpoints, Options> = {
  readonly [Name in keyof Endpoints]: Endpoints[Name] extends (
    api: Api,
    ...given: infer Given
  ) => infer Outcome
    ? (...given: Given) => Promised<Options, Outcome>
    : never;
};

type Promised<Options, Outcome> =
  Outcome extends AsyncGenerator<infer Item>
    ? AsyncGenerator<Reply<Options, Item, Item>>
    : Outcome extends Promise<infer Settled>
      ? Promise<ReplyTo<Options, Settled>>
      : never;

type ReplyTo<Options, Settled> = [Settled] extends [never]
  ? Reply<Options, never, never>
  : Settled extends Result<infer Value, infer Whole>
    ? Reply<Options, Value, Whole>
    : never;

/** All of dogapi's methods, in its groups, and the pages that it did not have. */
export interface DogHttpApi<Options extends DogHttpApiOptions = DogHttpApiOptions>
  extends Methods<typeof alerts, Options>,
    Methods<typeof comments, Options>,
    Methods<typeof dashboards, Options>,
    Methods<typeof downtimes, Options>,
    Methods<typeof events, Options>,
    Methods<typeof metrics, Options>,
    Methods<typeof monitors, Options>,
    Methods<typeof mutes, Options>,
    Methods<typeof pages, Options>,
    Methods<typeof screenboards, Options>,
    Methods<typeof search, Options>,
    Methods<typeof serviceChecks, Options>,
    Methods<typeof snapshots, Options>,
    Methods<typeof tags, Options>,
    Methods<typeof users, Options> {}

type Endpoint = (api: Api, ...given: unknown[]) => Promise<Result<unknown, unknown>>;
type Pages = (api: Api, ...given: unknown[]) => AsyncGenerator<unknown>;

/**
 * Datadog's HTTP API by the methods of Python's dogapi, on today's endpoints.
 *
 * Calls never throw but with `swallow: false`: they resolve to `{ errors }`. Keys are in headers of
 * requests and nowhere else. Nothing is read from the environment, and no connection made, before
 * the first call.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block below defines them all
export class DogHttpApi<const Options extends DogHttpApiOptions = DogHttpApiOptions> {
  #options: DogHttpApiOptions;
  #caller: ApiCaller | undefined;
  readonly #rateLimits = new Map<string, RateLimit>();

  /** @throws {DogStatsError} `ERR_OPTIONS` with everything that is wrong in its message. */
  constructor(options?: Options) {
    checkOptions(options ?? {});
    this.#options = { ...options };
  }

  static {
    const define = (name: string, value: unknown): void => {
      Object.defineProperty(DogHttpApi.prototype, name, {
        value,
        writable: true,
        configurable: true,
      });
    };
    const groups = [alerts, comments, dashboards, downtimes, events, metrics, monitors, mutes];
    const others = [screenboards, search, serviceChecks, snapshots, tags, users];
    for (const [name, endpoint] of [...groups, ...others].flatMap(Object.entries<unknown>)) {
      define(name, function (this: DogHttpApi, ...given: unknown[]) {
        return this.#ask(endpoint as Endpoint, given);
      });
    }
    for (const [name, endpoint] of Object.entries<unknown>({ ...pages })) {
      define(name, function (this: DogHttpApi, ...given: unknown[]) {
        return this.#each(endpoint as Pages, given);
      });
    }
  }

  /** What Datadog's answers said last of its rate limits, by the name that it gives them. */
  get rateLimits(): ReadonlyMap<string, RateLimit> {
    return this.#rateLimits;
  }

  /**
   * Changes options of calls to come; those left out stay. For `dogHttpApi`, which is made without any.
   *
   * @throws {DogStatsError} `ERR_OPTIONS`, and nothing is changed.
   */
  configure(options: DogHttpApiOptions): this {
    const changed = { ...this.#options, ...options };
    checkOptions(changed);
    this.#options = changed;
    // Calls under way end as they began; idle connections end by themselves.
    this.#caller = undefined;
    return this;
  }

  /** Ends connections, and calls that still wait for their answer. Later calls make new ones. */
  async close(): Promise<void> {
    const caller = this.#caller;
    this.#caller = undefined;
    await caller?.close();
  }

  async #ask(endpoint: Endpoint, given: unknown[]): Promise<unknown> {
    try {
      const { value, whole } = await endpoint(this.#api(), ...given);
      return this.#options.jsonResponses === true ? whole : value;
    } catch (error) {
      if (this.#options.swallow === false) throw error;
      return failureOf(error);
    }
  }

  async *#each(endpoint: Pages, given: unknown[]): AsyncGenerator<unknown> {
    try {
      yield* endpoint(this.#api(), ...given);
    } catch (error) {
      if (this.#options.swallow === false) throw error;
      yield failureOf(error);
    }
  }

  #api(): ApiCaller {
    this.#caller ??= new ApiCaller(resolveSettings(this.#options), this.#rateLimits);
    return this.#caller;
  }
}

/** A client for all of a program: keys and site come from the environment, or by `configure()`. */
export const dogHttpApi: DogHttpApi = new DogHttpApi();
