import { now } from '../rig.js';
import type { Case } from './case.js';
import { alert, monitor, muteMark, muteOf } from './monitor-samples.js';

export const monitorCases: readonly Case[] = [
  // Monitors
  {
    method: 'monitor',
    given: [
      'Metric Alert',
      monitor.query,
      { name: 'Load', message: 'high @ops', options: { thresholds: { critical: 1 } } },
    ],
    exchanges: [
      {
        asks: 'POST /api/v1/monitor',
        body: {
          type: 'metric alert',
          query: monitor.query,
          name: 'Load',
          message: 'high @ops',
          options: { thresholds: { critical: 1 } },
        },
        answers: { json: monitor },
      },
    ],
    value: 7,
    whole: monitor,
  },
  {
    method: 'getMonitor',
    given: [7, { groupStates: ['alert', 'warn'] }],
    exchanges: [
      {
        asks: 'GET /api/v1/monitor/7?group_states=alert%2Cwarn',
        answers: { json: monitor },
      },
    ],
    value: monitor,
  },
  {
    method: 'getAllMonitors',
    given: [{ groupStates: 'all', tags: ['host:a', 'b'], name: 'Lo', monitorTags: 'c' }],
    exchanges: [
      {
        asks: 'GET /api/v1/monitor?group_states=all&tags=host%3Aa%2Cb&name=Lo&monitor_tags=c',
        answers: { json: [monitor] },
      },
    ],
    value: [monitor],
  },
  {
    method: 'updateMonitor',
    given: [7, monitor.query, { message: 'high @ops' }],
    exchanges: [
      {
        asks: 'PUT /api/v1/monitor/7',
        body: { query: monitor.query, message: 'high @ops' },
        answers: { json: monitor },
      },
    ],
    value: 7,
    whole: monitor,
  },
  {
    method: 'deleteMonitor',
    given: [7, { force: true }],
    exchanges: [
      {
        asks: 'DELETE /api/v1/monitor/7?force=true',
        answers: { json: { deleted_monitor_id: 7 } },
      },
    ],
    value: { deleted_monitor_id: 7 },
  },
  // Alerts
  {
    method: 'alert',
    given: [monitor.query, { name: 'Load', silenced: true, notifyNoData: true, timeoutH: 2 }],
    exchanges: [
      {
        asks: 'POST /api/v1/monitor',
        body: {
          type: 'metric alert',
          query: monitor.query,
          name: 'Load',
          options: { notify_no_data: true, timeout_h: 2 },
        },
        answers: { json: monitor },
      },
      {
        asks: 'POST /api/v2/downtime',
        body: {
          data: {
            type: 'downtime',
            attributes: { scope: '*', monitor_identifier: { monitor_id: 7 }, message: muteMark },
          },
        },
        answers: { json: { data: muteOf({ monitor_id: 7 }) } },
      },
    ],
    value: 7,
    whole: monitor,
  },
  {
    method: 'getAlert',
    given: [7],
    exchanges: [{ asks: 'GET /api/v1/monitor/7?with_downtimes=true', answers: { json: monitor } }],
    value: alert,
  },
  {
    method: 'getAllAlerts',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v1/monitor?with_downtimes=true',
        answers: {
          json: [
            monitor,
            { ...monitor, id: 8, type: 'service check' },
            { ...monitor, id: 9, type: 'query alert', matching_downtimes: [{ id: 1 }] },
          ],
        },
      },
    ],
    value: [
      alert,
      { ...alert, id: 9, type: 'query alert', silenced: true, matching_downtimes: [{ id: 1 }] },
    ],
    whole: {
      alerts: [
        alert,
        { ...alert, id: 9, type: 'query alert', silenced: true, matching_downtimes: [{ id: 1 }] },
      ],
    },
  },
  {
    method: 'updateAlert',
    given: [7, monitor.query, { timeoutH: 3, silencedTimeoutTs: now + 3_600 }],
    exchanges: [
      { asks: 'GET /api/v1/monitor/7', answers: { json: monitor } },
      {
        asks: 'PUT /api/v1/monitor/7',
        body: {
          query: monitor.query,
          options: { notify_no_data: true, timeout_h: 3, thresholds: { critical: 1 } },
        },
        answers: { json: monitor },
      },
      {
        asks: 'POST /api/v2/downtime',
        body: {
          data: {
            type: 'downtime',
            attributes: {
              scope: '*',
              monitor_identifier: { monitor_id: 7 },
              message: muteMark,
              schedule: { end: '2026-09-21T15:13:22.000Z' },
            },
          },
        },
        answers: { json: { data: muteOf({ monitor_id: 7 }) } },
      },
    ],
    value: 7,
    whole: monitor,
  },
  {
    method: 'deleteAlert',
    given: [7],
    exchanges: [{ asks: 'DELETE /api/v1/monitor/7', answers: { json: { deleted_monitor_id: 7 } } }],
    value: { deleted_monitor_id: 7 },
  },
];
