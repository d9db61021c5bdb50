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
        bodyModel: 'v1 HostTags',
        answers: { status: 201, json: { host: 'web-1', tags: ['env:test'] } },
        answerModel: 'v1 HostTags',
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
        bodyModel: 'v1 HostTags',
        answers: { status: 201, json: { host: 'a/b', tags: ['env:test', 'db'] } },
        answerModel: 'v1 HostTags',
      },
    ],
    value: ['env:test', 'db'],
    whole: { host: 'a/b', tags: ['env:test', 'db'] },
  },
  {
    method: 'hostTags',
    given: ['web-1', { bySource: true }],
    exchanges: [
      {
        asks: 'GET /api/v1/tags/hosts/web-1?by_source=true',
        answers: { json: { tags: { users: ['env:test'] } } },
      },
    ],
    value: { users: ['env:test'] },
    whole: { tags: { users: ['env:test'] } },
  },
  {
    method: 'allTags',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v1/tags/hosts',
        answers: { json: { tags: { 'env:test': ['web-1'] } } },
        answerModel: 'v1 TagToHosts',
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
        bodyModel: 'v1 MetricsPayload',
        answers: { status: 202, ...ok },
        answerModel: 'v1 IntakePayloadAccepted',
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
        bodyModel: 'v1 MetricsPayload',
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
        bodyModel: 'v1 Array<ServiceCheck>',
        answers: { status: 202, ...ok },
        answerModel: 'v1 IntakePayloadAccepted',
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
        answerModel: 'v1 HostListResponse',
      },
      {
        asks: 'GET /api/v2/metrics?page%5Bsize%5D=10000',
        answers: {
          json: {
            data: [{ type: 'metrics', id: 'cassandra.load' }],
            meta: { pagination: { next_cursor: 'c1' } },
          },
        },
        answerModel: 'v2 MetricsAndMetricTagConfigurationsResponse',
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
        bodyModel: 'v2 UserCreateRequest',
        answers: { status: 201, json: user('ann') },
        answerModel: 'v2 UserResponse',
      },
      {
        asks: 'POST /api/v2/users',
        body: { data: { type: 'users', attributes: { email: 'bob@x.org' } } },
        answers: { status: 409, json: { errors: ['already there'] } },
      },
      {
        asks: 'GET /api/v2/users?filter=bob%40x.org',
        answers: { json: { data: [(user('bob') as { data: unknown }).data] } },
        answerModel: 'v2 UsersResponse',
      },
      {
        asks: 'POST /api/v2/user_invitations',
        body: {
          data: ['ann', 'bob'].map((name) => ({
            type: 'user_invitations',
            relationships: { user: { data: { type: 'users', id: name } } },
          })),
        },
        bodyModel: 'v2 UserInvitationsRequest',
        answers: { status: 201, json: { data: [{ type: 'user_invitations', id: '1' }] } },
        answerModel: 'v2 UserInvitationsResponse',
      },
    ],
    value: ['ann@x.org', 'bob@x.org'],
    whole: { data: [{ type: 'user_invitations', id: '1' }], emails: ['ann@x.org', 'bob@x.org'] },
  },
];
