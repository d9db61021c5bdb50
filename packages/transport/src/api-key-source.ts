import { DogStatsError } from '@dogstats/core';
import { checkApiKey } from './api-key.js';

/** The key itself, or where to get it; asked again whenever the intake refuses the last one. */
export type ApiKey = string | (() => string | Promise<string>);

/** Holds the key where no inspection finds it. */
export class ApiKeySource {
  readonly #read: () => string | Promise<string>;
  readonly #changes: boolean;
  #current: Promise<string> | undefined;
  /** The key given last, unless it was refused. */
  #given: string | undefined;
  /** The key refused last, and whether another one was to be tried at once. */
  #refused: { readonly apiKey: string; readonly renewed: boolean } | undefined;

  constructor(apiKey: ApiKey) {
    this.#read = typeof apiKey === 'function' ? apiKey : () => apiKey;
    this.#changes = typeof apiKey === 'function';
  }

  /**
   * @throws {DogStatsError} `ERR_OPTIONS` when what was given can't be sent as a key, `ERR_NETWORK`
   *   when the function that should give it failed.
   */
  current(): Promise<string> {
    this.#current ??= this.#ask();
    return this.#current;
  }

  /** Makes the next `current()` ask again. */
  forget(): void {
    this.#current = undefined;
  }

  /**
   * Takes note that the intake refused a key. Returns whether to try at once with what `current()`
   * gives next, since the key may have been rotated.
   *
   * @param mayRenew whether that has not just been tried.
   */
  refuse(apiKey: string, mayRenew: boolean): boolean {
    // Of several attempts with one key the first one decides.
    if (apiKey !== this.#given) {
      return apiKey === this.#refused?.apiKey ? this.#refused.renewed : true;
    }
    this.forget();
    this.#given = undefined;
    this.#refused = { apiKey, renewed: mayRenew && this.#changes };
    return this.#refused.renewed;
  }

  /** Whether this is what was just refused, where another key was hoped for. */
  isUnchanged(apiKey: string): boolean {
    return this.#refused?.renewed === true && apiKey === this.#refused.apiKey;
  }

  async #ask(): Promise<string> {
    let given: unknown;
    try {
      given = await this.#read();
    } catch {
      this.forget();
      // Without its cause, which may hold the key.
      throw new DogStatsError('ERR_NETWORK', 'the function given as apiKey failed');
    }
    const check = checkApiKey(given);
    if ('apiKey' in check) {
      this.#given = check.apiKey;
      return check.apiKey;
    }
    this.forget();
    throw new DogStatsError('ERR_OPTIONS', check.problem);
  }
}
