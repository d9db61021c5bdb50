import {
  type ApiKey,
  ApiKeySource,
  answerTooLarge,
  backOffMs,
  DogStatsError,
  HttpClient,
  type HttpFailure,
  sleep,
  version,
} from '@dogstats/transport/http-client';
import type { z } from 'zod';
import { readAnswer, type Setback } from './answer.js';
import type { Api, Request } from './api.js';
import { checkCallOptions } from './arguments.js';
import { BackOff } from './back-off.js';
import { AnswerError, ApiError, wrongArgument } from './errors.js';
import { noteRateLimit, type RateLimit } from './rate-limits.js';
import type { Settings } from './settings.js';

/** Bytes of an answer at most. */
const maxAnswerBytes = 64 * 1_048_576;
/** Requests at the same time. */
const concurrency = 16;

type Outcome = { readonly json: unknown } | Setback;

/** The one call under all endpoints: keys, attempts, pauses, and what an answer means. */
export class ApiCaller implements Api {
  readonly #settings: Settings;
  readonly #client: HttpClient;
  readonly #apiKey: ApiKeySource | undefined;
  readonly #applicationKey: ApiKeySource | undefined;
  readonly #backOff: BackOff;
  readonly #rateLimits: Map<string, RateLimit>;

  /** @param rateLimits takes what answers say of them, by name */
  constructor(settings: Settings, rateLimits: Map<string, RateLimit>) {
    const { timeoutMs, maxTimeouts, backoffPeriodSeconds, clock } = settings;
    this.#settings = settings;
    this.#rateLimits = rateLimits;
    this.#client = new HttpClient({ ...settings, concurrency, connectMs: timeoutMs });
    this.#apiKey = sourceOf(settings.apiKey);
    this.#applicationKey = sourceOf(settings.applicationKey);
    this.#backOff = new BackOff(maxTimeouts, backoffPeriodSeconds, clock);
  }

  get host(): string {
    return this.#settings.host;
  }

  now(): number {
    return Math.floor(this.#settings.clock.now() / 1_000);
  }

  async call<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    checkCallOptions(request.options);
    const name = `${request.method} ${this.#settings.baseUrl}${this.#pathOf(request)}`;
    const parsed = schema.safeParse(await this.#untilAnswered(request, name));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const where = issue?.path.map(String).join('.') || 'the whole';
    throw new AnswerError(`${name} answered with something else: ${where}: ${issue?.message}`);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #untilAnswered(request: Request, name: string): Promise<unknown> {
    const { retry, clock, random } = this.#settings;
    let doubtful = false;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(request, name);
      if (!('error' in outcome)) return outcome.json;
      const { error, repeatable, pauseMs } = outcome;
      // The attempt before may have deleted it.
      const isGone = error instanceof ApiError && error.status === 404;
      if (request.method === 'DELETE' && doubtful && isGone) return undefined;
      const delayMs = pauseMs ?? backOffMs(attempt, retry, random);
      if (!repeatable || attempt >= retry.attempts || delayMs > retry.maxDelayMs) throw error;
      doubtful ||= outcome.ambiguous;
      await sleep(clock, delayMs, request.options?.signal);
    }
  }

  async #attempt(request: Request, name: string): Promise<Outcome> {
    const { method, body, query, options = {} } = request;
    const keys = await this.#keysFor(request);
    const round = this.#backOff.enter();
    const reply = await this.#client.request({
      method,
      path: this.#pathOf(request) + searchOf(query),
      headers: {
        ...keys,
        Accept: 'application/json',
        'User-Agent': `dogstats-js/${version}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: typeof body === 'object' ? JSON.stringify(body) : body,
      timeoutMs: options.timeoutMs ?? this.#settings.timeoutMs,
      maxBytes: maxAnswerBytes,
      signal: options.signal,
    });
    if ('error' in reply) {
      if (reply.error.code === 'ERR_TIMEOUT') this.#backOff.timedOut(round);
      return unanswered(reply, method);
    }
    this.#backOff.answered(round);
    const nowMs = this.#settings.clock.now();
    noteRateLimit(this.#rateLimits, reply.header, nowMs);
    if (reply.status === 401 || reply.status === 403) this.#forgetKeys();
    const outcome = readAnswer(reply, name, Object.values(keys), nowMs);
    // What makes something must not make it twice.
    if (!('error' in outcome) || method !== 'POST') return outcome;
    return { ...outcome, repeatable: reply.status === 429 };
  }

  /** A key may have been rotated: a function that was given is asked again by the next attempt. */
  #forgetKeys(): void {
    this.#apiKey?.forget();
    this.#applicationKey?.forget();
  }

  async #keysFor({ submits = false }: Request): Promise<Record<string, string>> {
    if (this.#apiKey === undefined) throw wrongArgument('no API key: set apiKey, or DD_API_KEY');
    const apiKey = { 'DD-API-KEY': await this.#apiKey.current() };
    if (submits) return apiKey;
    if (this.#applicationKey === undefined) {
      throw wrongArgument('no application key: this call needs applicationKey, or DD_APP_KEY');
    }
    const applicationKey = await this.#applicationKey.current().catch(ofApplicationKey);
    return { ...apiKey, 'DD-APPLICATION-KEY': applicationKey };
  }

  #pathOf({ path, version: inVersion = this.#settings.apiVersion }: Request): string {
    return `/api/${inVersion}${path}`;
  }
}

function unanswered({ error, unsent }: HttpFailure, method: string): Setback {
  const mayRepeat = method !== 'POST' && error.reason !== answerTooLarge;
  return { error, repeatable: unsent || mayRepeat, ambiguous: !unsent };
}

/** Holds a key where no inspection finds it. */
function sourceOf(key: ApiKey | undefined): ApiKeySource | undefined {
  return key ? new ApiKeySource(key) : undefined;
}

/** A source speaks of `apiKey`, whichever key it holds. */
function ofApplicationKey(error: unknown): never {
  if (!(error instanceof DogStatsError)) throw error;
  throw new DogStatsError(error.code, error.message.replace('apiKey', 'applicationKey'));
}

function searchOf(query: Request['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}
