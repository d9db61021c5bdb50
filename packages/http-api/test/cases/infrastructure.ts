import { now } from '../rig.js';
import type { Case } from './case.js';

const ok = { json: { status: 'ok' } };
const user = (name: string): object => ({
  data: { type: 'users', id: name, attributes: { email: `${name}@x.org` } },
});

export const infrastructureCases: readonly Case[] = [
  // Tags
  {
    method: 'addTags',
    given: ['web-1', 'env:test', { source: 'chef' }],
    exchanges: [
      {
        asks: 'POST /api/v1/tags/hosts/web-1?source=chef',
        body: { tags: ['env:test'] },
        answers: { status: 201, json: { host: 'web-1', tags: ['env:test'] } },
      },
    ],
    value: ['env:test'],
    whole: { host: 'web-1', tags: ['env:test'] },
  },
  {
    method: 'changeTags',
    given: ['a/b', ['env:test', 'db']],
    exchanges: [
      {
        asks: 'PUT /api/v1/tags/hosts/a%2Fb',
        body: { tags: ['env:test', 'db'] },
        answers: { status: 201, json: { host: 'a/b', tags: ['env:test', 'db'] } },
      },
    ],
    value: ['env:test', 'db'],
    whole: { host: 'a/b', tags: ['env:test', 'db'] },
  },
  {
    method: 'hostTags',
    given: ['web-1', { source: 'chef' }],
    exchanges: [
      {
        asks: 'GET /api/v1/tags/hosts/web-1?source=chef',
        answers: { json: { host: 'web-1', tags: ['env:test'] } },
      },
    ],
    value: ['env:test'],
    whole: { host: 'web-1', tags: ['env:test'] },
  },
  {
    method: 'allTags',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v1/tags/hosts',
        answers: { json: { tags: { 'env:test': ['web-1'] } } },
      },
    ],
    value: { 'env:test': ['web-1'] },
    whole: { tags: { 'env:test': ['web-1'] } },
  },
  {
    method: 'detachTags',
    given: ['web-1', { source: 'chef' }],
    exchanges: [{ asks: 'DELETE /api/v1/tags/hosts/web-1?source=chef', answers: { status: 204 } }],
    value: null,
    whole: {},
  },
  // Metrics and checks
  {
    method: 'metric',
    given: ['my.pair', [now, 15], { device: 'eth0', tags: ['a:1'], metricType: 'count' }],
    exchanges: [
      {
        asks: 'POST /api/v1/series',
        body: {
          series: [
            {
              metric: 'my.pair',
              points: [[now, 15]],
              type: 'count',
              host: 'web-1',
              tags: ['a:1', 'device:eth0'],
            },
          ],
        },
        answers: { status: 202, ...ok },
      },
    ],
    value: { status: 'ok' },
  },
  {
    method: 'metrics',
    given: [
      [
        {
          metric: 'a',
          points: [
            [now - 1, 1],
            [now, 2],
          ],
        },
        { metric: 'b', points: 3 },
      ],
    ],
    exchanges: [
      {
        asks: 'POST /api/v1/series',
        body: {
          series: [
            {
              metric: 'a',
              points: [
                [now - 1, 1],
                [now, 2],
              ],
            },
            { metric: 'b', points: [[now, 3]] },
          ],
        },
        answers: { status: 202, ...ok },
      },
    ],
    value: { status: 'ok' },
  },
  {
    method: 'serviceCheck',
    given: ['app.ok', 'web-1', 1, { message: 'slow', tags: ['a:1'] }],
    exchanges: [
      {
        asks: 'POST /api/v1/check_run',
        body: [
          {
            check: 'app.ok',
            host_name: 'web-1',
            timestamp: now,
            status: 1,
            message: 'slow',
            tags: ['a:1'],
          },
        ],
        answers: { status: 202, ...ok },
      },
    ],
    value: { status: 'ok' },
  },
  // Search and users
  {
    method: 'search',
    given: ['cassandra'],
    exchanges: [
      {
        asks: 'GET /api/v1/hosts?filter=cassandra&start=0&count=1000',
        answers: { json: { host_list: [{ name: 'cassandra-1' }, { name: 'web-1' }] } },
      },
      {
        asks: 'GET /api/v2/metrics?page%5Bsize%5D=10000',
        answers: {
          json: {
            data: [{ type: 'metrics', id: 'cassandra.load' }],
            meta: { pagination: { next_cursor: 'c1' } },
          },
        },
      },
      {
        asks: 'GET /api/v2/metrics?page%5Bsize%5D=10000&page%5Bcursor%5D=c1',
        answers: {
          json: {
            data: [
              { type: 'metrics', id: 'load' },
              { type: 'metrics', id: 'my.cassandra' },
            ],
          },
        },
      },
    ],
    value: { hosts: ['cassandra-1'], metrics: ['cassandra.load', 'my.cassandra'] },
    whole: { results: { hosts: ['cassandra-1'], metrics: ['cassandra.load', 'my.cassandra'] } },
  },
  {
    method: 'invite',
    given: [['ann@x.org', 'bob@x.org']],
    exchanges: [
      {
        asks: 'POST /api/v2/users',
        body: { data: { type: 'users', attributes: { email: 'ann@x.org' } } },
        answers: { status: 201, json: user('ann') },
      },
      {
        asks: 'POST /api/v2/users',
        body: { data: { type: 'users', attributes: { email: 'bob@x.org' } } },
        answers: { status: 409, json: { errors: ['already there'] } },
      },
      {
        asks: 'GET /api/v2/users?filter=bob%40x.org',
        answers: { json: { data: [(user('bob') as { data: unknown }).data] } },
      },
      {
        asks: 'POST /api/v2/user_invitations',
        body: {
          data: ['ann', 'bob'].map((name) => ({
            type: 'user_invitations',
            relationships: { user: { data: { type: 'users', id: name } } },
          })),
        },
        answers: { status: 201, json: { data: [{ type: 'user_invitations', id: '1' }] } },
      },
    ],
    value: ['ann@x.org', 'bob@x.org'],
    whole: { data: [{ type: 'user_invitations', id: '1' }], emails: ['ann@x.org', 'bob@x.org'] },
  },
];
