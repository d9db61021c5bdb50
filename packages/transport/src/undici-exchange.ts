import { type Dispatcher, request as send } from 'undici';
import type { Exchange } from './exchange.js';

/** @param headersMs until when the head of an answer has to be there, in milliseconds. */
export function undiciExchange(dispatcher: Dispatcher, headersMs: number): Exchange {
  return async ({ method = 'POST', url, headers, body, signal }) => {
    const answer = await send(url, {
      dispatcher,
      method,
      headers,
      ...(body && { body }),
      signal,
      headersTimeout: headersMs,
    });
    return {
      status: answer.statusCode,
      header: (name) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
      body: answer.body,
    };
  };
}
