import type { Exchange } from './exchange.js';

/**
 * Sends with a given `fetch`: the caller's own, or one that a test intercepts.
 *
 * `fetch` inflates answers by itself, so it asks for one that isn't compressed.
 */
export function fetchExchange(fetch: typeof globalThis.fetch): Exchange {
  return async ({ url, method, headers, body, signal }) => {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, 'Accept-Encoding': 'identity' },
      body:
        body === undefined
          ? null
          : new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length),
      signal,
      redirect: 'manual',
    });
    return {
      status: answer.status,
      // Should the answer be compressed all the same, its body no longer is.
      header: (name) =>
        name === 'content-encoding' ? undefined : (answer.headers.get(name) ?? undefined),
      body: answer.body ?? none,
    };
  };
}

const none: AsyncIterable<Uint8Array> = {
  async *[Symbol.asyncIterator]() {},
};
