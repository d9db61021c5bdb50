import { now } from '../rig.js';
import type { Case } from './case.js';
import {
  all,
  askMutes,
  attributes,
  downtime,
  downtimeV2,
  id,
  idOfMute,
  muteMark,
  muteOf,
  muteShown,
} from './monitor-samples.js';

export const downtimeCases: readonly Case[] = [
  // Mutes
  {
    method: 'muteMonitor',
    given: [7, { scope: 'env:staging', end: now + 3_600 }],
    exchanges: [
      {
        asks: 'POST /api/v2/downtime',
        body: {
          data: {
            type: 'downtime',
            attributes: {
              scope: 'env:staging',
              monitor_identifier: { monitor_id: 7 },
              message: muteMark,
              schedule: { end: '2026-09-21T15:13:22.000Z' },
            },
          },
        },
        answers: { json: { data: muteOf({ monitor_id: 7 }, 'env:staging') } },
      },
    ],
    value: muteShown({ monitor_id: 7 }, 'env:staging'),
  },
  {
    method: 'unmuteMonitor',
    given: [7, { scope: 'env:staging' }],
    exchanges: [
      {
        asks: askMutes,
        answers: {
          json: {
            data: [
              muteOf({ monitor_id: 7 }),
              muteOf({ monitor_id: 8 }, 'env:staging'),
              muteOf(all, 'env:staging'),
              muteOf({ monitor_id: 7 }, 'env:staging', 'by somebody else'),
              muteOf({ monitor_id: 7 }, 'env:staging'),
            ],
          },
        },
      },
      {
        asks: 'DELETE /api/v2/downtime/00000000-0000-4000-8000-000000000002',
        answers: { status: 204 },
      },
    ],
    value: { canceled: [idOfMute({ monitor_id: 7 })] },
  },
  ...(['muteMonitors', 'muteAlerts'] as const).map((method) => ({
    method,
    given: [],
    exchanges: [
      {
        asks: 'POST /api/v2/downtime',
        body: {
          data: {
            type: 'downtime',
            attributes: { scope: '*', monitor_identifier: all, message: muteMark },
          },
        },
        answers: { json: { data: muteOf(all) } },
      },
    ],
    value: muteShown(all),
  })),
  ...(['unmuteMonitors', 'unmuteAlerts'] as const).map((method) => ({
    method,
    given: [],
    exchanges: [
      {
        asks: askMutes,
        answers: {
          json: {
            data: [
              muteOf({ monitor_id: 7 }),
              muteOf(all, 'env:staging'),
              muteOf({ monitor_tags: ['*', 'a'] }),
              muteOf(all, '*', 'by somebody else'),
              muteOf(all),
            ],
          },
        },
      },
      {
        asks: `DELETE /api/v2/downtime/${idOfMute(all)}`,
        answers: { status: 204 },
      },
    ],
    value: { canceled: [idOfMute(all)] },
  })),
  // Downtimes
  {
    method: 'scheduleDowntime',
    given: [
      'env:staging,role:db',
      { start: now, end: new Date((now + 3_600) * 1_000), message: 'deploying' },
    ],
    exchanges: [
      {
        asks: 'POST /api/v2/downtime',
        body: {
          data: {
            type: 'downtime',
            attributes: {
              scope: 'env:staging AND role:db',
              monitor_identifier: all,
              message: 'deploying',
              schedule: attributes.schedule,
            },
          },
        },
        answers: { json: { data: downtimeV2 } },
      },
    ],
    value: id,
    whole: downtime,
  },
  {
    method: 'getDowntime',
    given: [id],
    exchanges: [{ asks: `GET /api/v2/downtime/${id}`, answers: { json: { data: downtimeV2 } } }],
    value: downtime,
  },
  {
    method: 'getAllDowntimes',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v2/downtime?page%5Boffset%5D=0&page%5Blimit%5D=100',
        answers: { json: { data: Array.from({ length: 100 }, () => downtimeV2) } },
      },
      {
        asks: 'GET /api/v2/downtime?page%5Boffset%5D=100&page%5Blimit%5D=100',
        answers: { json: { data: [downtimeV2] } },
      },
    ],
    value: Array.from({ length: 101 }, () => downtime),
  },
  {
    method: 'updateDowntime',
    given: [id, { scope: ['env:staging', 'role:db'], end: now + 3_600 }],
    exchanges: [
      {
        asks: `PATCH /api/v2/downtime/${id}`,
        body: {
          data: {
            type: 'downtime',
            id,
            attributes: {
              scope: 'env:staging AND role:db',
              schedule: { end: '2026-09-21T15:13:22.000Z' },
            },
          },
        },
        answers: { json: { data: downtimeV2 } },
      },
    ],
    value: id,
    whole: downtime,
  },
  {
    method: 'cancelDowntime',
    given: [id],
    exchanges: [{ asks: `DELETE /api/v2/downtime/${id}`, answers: { status: 204 } }],
    value: null,
    whole: {},
  },
];
