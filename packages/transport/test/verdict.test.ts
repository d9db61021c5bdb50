import { describe, expect, test } from 'vitest';
import { failureOf, verdictOfFailure, verdictOfStatus } from '../src/verdict.js';

describe('a status', () => {
  const retried = [408, 425, 429, ...range(500, 599)];
  const held = [...range(300, 399), 401, 403, 404, 405, 407, 410];

  test.each(range(200, 299))('%d accepts', (status) => {
    expect(verdictOfStatus(status).action).toBe('accept');
  });

  test.each(range(300, 599))('%d is retried only if that can help', (status) => {
    const { action } = verdictOfStatus(status);

    expect(action === 'retry').toBe(retried.includes(status));
    expect(action === 'hold').toBe(held.includes(status));
    expect(action === 'divide').toBe(status === 413);
  });

  test.each([
    [408, false],
    [429, false],
    [503, false],
    [500, true],
    [502, true],
    [504, true],
  ])('%d may have accepted all the same: %s', (status, ambiguous) => {
    expect(verdictOfStatus(status)).toEqual({ action: 'retry', ambiguous });
  });

  test.each([400, 422])('%d may be the fault of a part', (status) => {
    expect(verdictOfStatus(status)).toEqual({ action: 'refuse', bisect: true });
  });
});

describe('a failure', () => {
  test.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'retry', false],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'retry', false],
    [{ code: 'EAI_AGAIN' }, 'retry', false],
    [{ code: 'EMFILE', syscall: 'connect' }, 'retry', false],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'retry', false],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'retry', true],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'retry', false],
    [{ code: 'UND_ERR_HEADERS_TIMEOUT' }, 'retry', true],
    [{ code: 'UND_ERR_SOCKET' }, 'retry', true],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'retry', true],
    [{ code: 'EPIPE', syscall: 'write' }, 'retry', true],
    [{ name: 'HTTPParserError' }, 'retry', true],
    [{ code: 20, name: 'AbortError' }, 'retry', true],
    [{ code: 'UND_ERR_HEADERS_OVERFLOW' }, 'hold', true],
    [{ code: 'UND_ERR_DESTROYED' }, 'hold', true],
    [{ code: 'UND_ERR_CLOSED' }, 'hold', false],
    [{ code: 'HPE_INVALID_CONSTANT', name: 'HTTPParserError' }, 'retry', true],
    [{ code: 23, name: 'TimeoutError' }, 'retry', true],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'hold', false],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'hold', false],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'hold', false],
    [{ code: 'CERT_HAS_EXPIRED' }, 'hold', false],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'hold', false],
    [{ code: 'ERR_ACCESS_DENIED' }, 'hold', false],
    [{ code: 'UND_ERR_ABORTED' }, 'hold', false],
    [
      { message: 'fetch failed', name: 'TypeError', cause: { code: 'ECONNREFUSED' } },
      'retry',
      false,
    ],
    [undefined, 'retry', true],
    ['text', 'retry', true],
  ])('%j: %s, ambiguous %s', (error, action, ambiguous) => {
    expect(verdictOfFailure(failureOf(error))).toEqual({ action, ambiguous });
  });
});

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
