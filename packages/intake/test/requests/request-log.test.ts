import { expect, test } from 'vitest';
import type { IntakeRequest } from '../../src/index.js';
import { RequestLog } from '../../src/requests/request-log.js';

function request(receivedAt: number, status = 202): IntakeRequest {
  return {
    method: 'POST',
    path: '/api/v2/series',
    status,
    encoding: '',
    contentType: '',
    wireBytes: 0,
    rawBytes: 0,
    tenant: '',
    series: 0,
    points: 0,
    events: 0,
    checks: 0,
    receivedAt,
    errors: [],
    dropped: [],
    evicted: { series: 0, points: 0 },
  };
}

test.each([1, 999, 1_000, 1_001, 1_999, 2_000, 5_500])(
  'after %i requests the last thousand are kept, newest last',
  (total) => {
    const log = new RequestLog();
    for (let at = 1; at <= total; at++) log.add(request(at));

    expect(log.total).toBe(total);
    expect(log.entries()).toHaveLength(Math.min(total, 1_000));
    expect(log.entries().at(-1)?.receivedAt).toBe(total);
  },
);

test('what was taken and what was refused are counted apart', () => {
  const log = new RequestLog();
  const drop = { reason: 'too_old', metric: 'm', hint: '' } as const;
  log.add({
    ...request(1),
    dropped: [
      { ...drop, count: 2 },
      { ...drop, count: 3 },
    ],
  });
  log.add(request(2, 403));

  expect(log).toMatchObject({ total: 2, accepted: 1, dropped: 5, lastAcceptedAt: 1 });
  expect(log.lastRefused?.receivedAt).toBe(2);
});

test('what had to make room is added up, with the time it last happened', () => {
  const log = new RequestLog();
  log.add({ ...request(1), evicted: { series: 1, points: 5 } });
  log.add({ ...request(2), evicted: { series: 0, points: 2 } });
  log.add(request(3));

  expect(log).toMatchObject({ evicted: { series: 1, points: 7 }, lastEvictedAt: 2 });
});
