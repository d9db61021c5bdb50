import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { retryAfterMs, secondsMs } from '@dogstats/transport/retry-timing';
import { checkApiKey, resolveEndpoint } from '@dogstats/transport/site';
import { AuthorizationError, StatusError } from './errors.js';
import { logDeprecation, logError } from './log.js';
import type { Series } from './metrics.js';
import { type Payload, payloadsOf } from './payloads.js';
import { askedPauseMs, isWorthRetrying } from './retry.js';
import type { DatadogReporterOptions } from './types.js';
import { WholeCounts } from './whole-counts.js';

const compress = promisify(deflate);

/** For one attempt. Theirs had none: a hanging intake held a flush for ever. */
const timeoutMs = 10_000;

/** Series of failed reports that wait for the next one. */
const maxUnsent = 100_000;

/** Keys by reporter: not on it, where an inspection would show them. */
const keys = new WeakMap<DatadogReporter, string>();

/** Sends series to Datadog: split and compressed, and again with the next report when it failed. */
export class DatadogReporter {
  readonly site: string;
  readonly #baseUrl: string;
  readonly #retries: number;
  readonly #retryBackoffMs: number;
  readonly #counts = new WholeCounts();
  #unsent: Payload[] = [];
  /** One report after the other, so that a later whole value stays the last one. */
  #last: Promise<unknown> = Promise.resolve();

  /** @throws {Error} without an API key that can be sent, or with a site that is no address. */
  constructor(options: DatadogReporterOptions = {}) {
    const { env } = process;
    const apiKey = keyOf(options.apiKey || env['DATADOG_API_KEY'] || env['DD_API_KEY']);
    if (options.appKey) logDeprecation('`appKey` has no effect: metrics need no application key.');
    const site = options.site || env['DATADOG_SITE'] || env['DD_SITE'] || env['DATADOG_API_HOST'];
    this.site = (site ?? 'datadoghq.com').replace(/^app\./i, '');
    this.#baseUrl = baseUrlOf(this.site);
    this.#retries = options.retries ?? 2;
    this.#retryBackoffMs = (options.retryBackoff ?? 1) * 1000;
    keys.set(this, apiKey);
  }

  /**
   * Resolves once all of it is taken. Rejects when the attempts are used up: what can still be taken
   * is kept, and goes with the next report.
   */
  report(series: readonly Series[]): Promise<void> {
    const reporting = this.#last.then(() => this.#send(payloadsOf(this.#counts.of(series))));
    this.#last = reporting.catch(() => undefined);
    return reporting;
  }

  async #send(payloads: readonly Payload[]): Promise<void> {
    const waiting = [...this.#unsent, ...payloads];
    this.#unsent = [];
    let failure: unknown;
    while (waiting.length > 0) {
      const payload = waiting.shift() as Payload;
      try {
        await this.#deliver(payload);
      } catch (error) {
        const halves = error instanceof StatusError && error.status === 413 ? halve(payload) : [];
        waiting.unshift(...halves);
        if (halves.length > 0) continue;
        failure ??= error;
        // The others would only wait for the same.
        if (mayBeTakenLater(error)) this.#keep([payload, ...waiting.splice(0)]);
      }
    }
    if (failure !== undefined) throw failure;
  }

  async #deliver(payload: Payload): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#attempt(payload);
        return;
      } catch (error) {
        if (attempt >= this.#retries || !isWorthRetrying(error)) throw error;
        const pauseMs = askedPauseMs(error) ?? this.#retryBackoffMs * 2 ** attempt;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  async #attempt({ path, series }: Payload): Promise<void> {
    const address = `${this.#baseUrl}${path}`;
    const apiKey = keys.get(this) as string;
    let response: Response;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-encoding': 'deflate',
          'dd-api-key': apiKey,
        },
        body: await compress(JSON.stringify({ series })),
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch (error) {
      // fetch says no more than that it failed.
      throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
    }
    const text = await response.text().catch(() => '');
    if (response.ok) return;
    // A proxy may give back what it was sent.
    throw statusError(address, response, text.replaceAll(apiKey, '***'));
  }

  /** Keeps the newest. */
  #keep(payloads: readonly Payload[]): void {
    this.#unsent = [...payloads];
    let held = this.#unsent.reduce((sum, { series }) => sum + series.length, 0);
    while (held > maxUnsent) {
      const oldest = this.#unsent.shift();
      held -= oldest?.series.length ?? held;
      logError(`${oldest?.series.length} series are given up: too many wait already`);
    }
  }
}

function keyOf(given: string | undefined): string {
  if (!given)
    throw new Error(
      'no Datadog API key: give the option `apiKey`, or set DATADOG_API_KEY or DD_API_KEY',
    );
  const checked = checkApiKey(given);
  if ('problem' in checked) throw new Error(checked.problem);
  return checked.apiKey;
}

/** Any site will do, as it does there; but a key is not sent to nobody knows whom without a word. */
function baseUrlOf(site: string): string {
  const isUrl = /^https?:\/\//.test(site);
  const endpoint = resolveEndpoint({ url: isUrl ? site : `https://api.${site}` });
  if ('problem' in endpoint) throw new Error(endpoint.problem.replace(/^url/, 'site'));
  const known = resolveEndpoint({ site });
  if (!isUrl && 'problem' in known) logDeprecation(known.problem);
  return endpoint.baseUrl;
}

function halve({ path, series }: Payload): Payload[] {
  if (series.length < 2) return [];
  const middle = Math.ceil(series.length / 2);
  return [
    { path, series: series.slice(0, middle) },
    { path, series: series.slice(middle) },
  ];
}

/** Neither what the intake has refused, which it would again, nor what can't be sent at all. */
function mayBeTakenLater(error: unknown): boolean {
  return error instanceof AuthorizationError || isWorthRetrying(error);
}

function statusError(address: string, response: Response, text: string): Error {
  const { status, headers } = response;
  const header = (name: string): string | undefined => headers.get(name) ?? undefined;
  const askedMs =
    retryAfterMs(header('retry-after'), Date.now()) ?? secondsMs(header('x-ratelimit-reset'));
  const detail = text.slice(0, 200).replaceAll(/\s+/g, ' ');
  const error = new StatusError(address, status, detail, askedMs);
  if (status !== 401 && status !== 403) return error;
  return new AuthorizationError(
    `the API key is not taken at ${address}: check that it is an API key, not an application key, and of this site`,
    { cause: error },
  );
}
