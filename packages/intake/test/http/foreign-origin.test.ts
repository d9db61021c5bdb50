import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, paths, sendSeries } from '../client.js';

let intake: Intake;
beforeEach(async () => {
  intake = await createIntake({ port: 0, clock });
});
afterEach(() => intake.close());

const bodies = {
  [paths.v1]: { series: [{ metric: 'm', points: [[now, 1]] }] },
  [paths.v2]: { series: [{ metric: 'm', points: [{ timestamp: now, value: 1 }] }] },
  [paths.distribution]: { series: [{ metric: 'm', points: [[now, [1]]] }] },
};

/** What a page can send without being asked: no content type, and the key in the query. */
function post(path: string, headers: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const url = `${intake.url}${path}?api_key=k`;
    const sent = request(url, { method: 'POST', headers: { ...headers } }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += String(part);
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.once('error', reject).end(JSON.stringify(bodies[path as keyof typeof bodies]));
  });
}

test('an image on a page from elsewhere keeps no stream open', async () => {
  const site = (name: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { 'sec-fetch-site': name, 'sec-fetch-mode': 'no-cors' };
      const sent = request(`${intake.url}/feed`, { headers }, (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      });
      sent.once('error', reject).end();
    });

  expect(await site('cross-site')).toBe(403);
  expect(await site('same-site')).toBe(403);
  expect(await site('same-origin')).toBe(200);
});

describe.each(Object.values(paths))('%s', (path) => {
  test('refuses what a page from elsewhere sends, stores nothing, and says why', async () => {
    const { status, text } = await post(path, { origin: 'https://evil.example' });

    expect(status).toBe(403);
    expect(JSON.parse(text).errors[1]).toContain('Origin is "https://evil.example"');
    expect(intake.series()).toEqual([]);
    expect(intake.requests()).toMatchObject([{ path, status: 403 }]);
  });

  test('takes what comes without an origin, or from its own', async () => {
    const { host } = new URL(intake.url);

    expect(await post(path, {})).toMatchObject({ status: 202 });
    expect(await post(path, { origin: intake.url, host })).toMatchObject({ status: 202 });
  });
});

test.each([
  ['null', '127.0.0.1'],
  ['', '127.0.0.1'],
  ['http://127.0.0.1:1', '127.0.0.1'],
  ['http://evil.example', 'evil.example'],
])('origin %j on host %s is another one', async (origin, host) => {
  expect(await post(paths.v2, { origin, host })).toMatchObject({ status: 403 });
});

test('a page from elsewhere uses up no fault', async () => {
  intake.respondNext({ status: 503 });

  expect(await post(paths.v2, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });

  expect(await sendSeries(intake, {})).toMatchObject({ status: 503 });
});
