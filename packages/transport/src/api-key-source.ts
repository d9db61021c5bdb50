import { DogStatsError } from '@dogstats/core';
import { checkApiKey } from './api-key.js';

/** The key itself, or where to get it; asked again whenever the intake refuses the last one. */
export type ApiKey = string | (() => string | Promise<string>);

/** Holds the key where no inspection finds it. */
export class ApiKeySource {
  readonly #read: () => string | Promise<string>;
  #current: Promise<string> | undefined;

  constructor(apiKey: ApiKey) {
    this.#read = typeof apiKey === 'function' ? apiKey : () => apiKey;
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
    if ('apiKey' in check) return check.apiKey;
    this.forget();
    throw new DogStatsError('ERR_OPTIONS', check.problem);
  }
}
