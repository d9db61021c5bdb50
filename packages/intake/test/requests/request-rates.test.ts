import { expect, test } from 'vitest';
import type { IntakeRequest } from '../../src/requests/intake-request.js';
import { RequestRates } from '../../src/requests/request-rates.js';

const at = 1_790_000_000;

const request = (seconds: number, path = '/a', status = 202): IntakeRequest =>
  ({ path, status, wireBytes: 10, rawBytes: 40, receivedAt: seconds * 1_000 }) as IntakeRequest;

test('requests and bytes are counted by route and status in columns of ten seconds', () => {
  const rates = new RequestRates();
  for (const each of [request(at), request(at + 9), request(at, '/a', 400), request(at + 10)]) {
    rates.add(each);
  }

  expect(rates.from(at)).toEqual([
    {
      start: at,
      routes: [
        { path: '/a', status: 202, requests: 2, wireBytes: 20, rawBytes: 80 },
        { path: '/a', status: 400, requests: 1, wireBytes: 10, rawBytes: 40 },
      ],
    },
    { start: at + 10, routes: [expect.objectContaining({ requests: 1 })] },
  ]);
  expect(rates.from(at + 10)).toHaveLength(1);
});

test('an hour is held, and of a column no more routes than there may be; the rest is together', () => {
  const rates = new RequestRates();
  for (let column = 0; column < 1_000; column++) rates.add(request(at + column * 10));
  expect(rates.from(0)).toHaveLength(360);

  for (let index = 0; index < 100; index++) rates.add(request(at + 10_000, `/${index}`));
  const routes = rates.from(at + 10_000)[0]?.routes ?? [];
  expect(routes).toHaveLength(65);
  expect(routes.at(-1)).toMatchObject({ path: '', status: 0, requests: 36 });
});

test('a clock that was set back goes on in the newest column', () => {
  const rates = new RequestRates();
  rates.add(request(at));
  rates.add(request(at - 100));
  expect(rates.from(0)).toMatchObject([{ start: at, routes: [{ requests: 2 }] }]);
});
