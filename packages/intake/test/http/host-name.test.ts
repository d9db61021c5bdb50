import { expect, test } from 'vitest';
import { isLoopback } from '../../src/http/host-name.js';

test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost', '::ffff:127.0.0.1'])(
  '%s is this machine',
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

test.each(['10.0.0.1', '::', '0.0.0.0', '::ffff:10.0.0.1', '127.0.0.1.example.com', '::ffff:', ''])(
  '%j is not',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
