import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, paths, read, send } from '../client.js';

const forbidden = {
  status: 'error',
  code: 403,
  errors: ['Forbidden', expect.any(String)],
  statuspage: expect.any(String),
  twitter: expect.any(String),
  email: expect.any(String),
};

describe.each([
  ['without configured keys', []],
  ['with configured keys', ['first', 'second']],
])('%s', (_, apiKeys) => {
  let intake: Intake;
  beforeAll(async () => {
    intake = await createIntake({ port: 0, clock, apiKeys });
  });
  afterAll(() => intake.close());
  const right = apiKeys[1] ?? 'anything';
  const unknownKeyStatus = apiKeys.length === 0 ? 202 : 403;

  test.each(Object.values(paths))('%s takes the key from the header', async (path) => {
    const reply = await send(intake, path, { series: [] }, { 'dd-api-key': right });

    expect(reply.status).toBe(202);
  });

  test('the key may come in the query', async () => {
    const path = `${paths.v2}?api_key=${right}`;

    expect(await send(intake, path, { series: [] }, { 'dd-api-key': '' })).toMatchObject({
      status: 202,
    });
  });

  test('so may the application key', async () => {
    const path = `/api/v2/validate_keys?api_key=${right}&application_key=any`;
    const headers = { 'dd-api-key': '', 'dd-application-key': '' };

    expect(await read(intake, path, headers)).toMatchObject({ status: 200 });
  });

  test.each(Object.values(paths))('%s answers 403 to a missing key', async (path) => {
    const reply = await send(intake, path, { series: [] }, { 'dd-api-key': '' });

    expect([reply.status, reply.json]).toEqual([403, forbidden]);
    expect(intake.requests().at(-1)).toMatchObject({ path, status: 403 });
  });

  test('validate answers 403 to a missing key', async () => {
    const response = await fetch(`${intake.url}/api/v1/validate`);

    expect([response.status, await response.json()]).toEqual([403, forbidden]);
  });

  test(`a key nobody configured is answered with ${unknownKeyStatus}`, async () => {
    const reply = await send(intake, paths.v2, { series: [] }, { 'dd-api-key': 'third' });

    expect(reply.status).toBe(unknownKeyStatus);
  });
});
