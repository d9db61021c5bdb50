import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { held, invalid, now, one, open, post, seriesPath, useOpstrace } from './rig.js';

useOpstrace();

const noKey = 'DD API key missing (api_key URL query parameter)';
const noType = 'bad request: request lacks content-type header';
const wrongType = 'bad request: unexpected content-type header (expecting: application/json)';
const notZlib = 'bad request: error while zlib-decoding request body: ';
const upstream = 'error while interacting with remote_write endpoint: ';

/** All that can be wrong, from the first to be looked at to the last: each hides those after it. */
const steps: [what: string, status: number, text: string, broken: object][] = [
  ['the key', 401, noKey, { key: '' }],
  ['whose key it is', 401, 'bad authentication token', { key: 'garbage' }],
  ['a missing content type', 400, noType, { type: '' }],
  ['the content type', 400, wrongType, { type: 'text/plain' }],
  ['the encoding', 400, notZlib, { encoding: 'deflate' }],
  ['the document', 400, invalid, { body: '{"series":[{"points":[[1]]}]}' }],
  ['the store behind', 500, upstream, {}],
];

test.each(steps.map((step, index) => [...step, index] as const))(
  'of several wrong things %s is told first: %i',
  async (_, status, text, __, index) => {
    await open({ upstream: 'http://127.0.0.1:1/api/v1/push' });
    const right = { key: 'acme-key', type: 'application/json', encoding: '' };
    const document = JSON.stringify(one([[now, 1]]));
    const later = steps.slice(index).reverse();
    const sent = { ...right, body: document, ...Object.assign({}, ...later.map(([, , , b]) => b)) };

    const { key, type, encoding, body } = sent as typeof right & { body: string };
    const headers = { 'content-type': type, 'content-encoding': encoding };
    const reply = await post(seriesPath, body, headers, key);

    expect([reply.status, reply.text]).toEqual([status, expect.stringContaining(text)]);
    expect(held()).toEqual([]);
  },
);

test('the key is looked at before the length', async () => {
  const long = deflateSync(Buffer.alloc(6 * 1_024 * 1_024, 0x20));

  const reply = await post(seriesPath, long, { 'content-encoding': 'deflate' }, 'garbage');

  expect([reply.status, reply.text]).toEqual([401, 'bad authentication token']);
});

test.each([
  ['metric', 7],
  ['host', 7],
  ['device', ['a']],
  ['type', 1],
  ['source_type_name', {}],
  ['interval', '10'],
  ['tags', 'a:b'],
  ['points', 'x'],
  ['points', [[now]]],
  ['points', [[now, 1], 7]],
])('%s as %j is a 400', async (field, value) => {
  const document = { series: [{ metric: 'a', points: [[now, 1]], [field]: value }] };

  const reply = await post(seriesPath, document);

  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining(invalid)]);
  expect(held()).toEqual([]);
});
