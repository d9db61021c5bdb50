import { now } from '../rig.js';

export const monitor = {
  id: 7,
  type: 'metric alert',
  query: 'avg(last_5m):avg:load{*} > 1',
  name: 'Load',
  message: 'high @ops',
  tags: [],
  options: { notify_no_data: true, timeout_h: 2, thresholds: { critical: 1 } },
  overall_state: 'OK',
  multi: false,
};
export const alert = { ...monitor, silenced: false, notify_no_data: true, timeout_h: 2 };

export const id = '00000000-0000-4000-8000-000000000001';
export const attributes = {
  scope: 'env:staging AND role:db',
  message: 'deploying',
  status: 'active',
  monitor_identifier: { monitor_tags: ['*'] },
  schedule: { start: '2026-09-21T14:13:22.000Z', end: '2026-09-21T15:13:22.000Z' },
  created: '2026-09-21T14:13:22.000Z',
};
export const downtimeV2 = { type: 'downtime', id, attributes };
export const downtime = {
  id,
  scope: ['env:staging', 'role:db'],
  start: now,
  end: now + 3_600,
  message: 'deploying',
  active: true,
  monitor_id: null,
  monitor_tags: ['*'],
  status: 'active',
  created: '2026-09-21T14:13:22.000Z',
};
export const muteMark = '[muted by dogstats]';
export const idOfMute = (identifier: object): string =>
  `00000000-0000-4000-8000-00000000000${'monitor_id' in identifier ? 2 : 1}`;
export const muteOf = (identifier: object, scope = '*', mark = muteMark): object => ({
  type: 'downtime',
  id: idOfMute(identifier),
  attributes: {
    scope,
    message: mark,
    status: 'active',
    monitor_identifier: identifier,
    schedule: { start: '2026-09-21T14:13:22.000Z', end: null },
  },
});
export const muteShown = (identifier: object, scope = '*'): object => ({
  id: idOfMute(identifier),
  scope: [scope],
  start: now,
  end: null,
  message: muteMark,
  active: true,
  monitor_id: null,
  monitor_tags: [],
  ...identifier,
  status: 'active',
});
export const all = { monitor_tags: ['*'] };
export const askMutes =
  'GET /api/v2/downtime?current_only=true&page%5Boffset%5D=0&page%5Blimit%5D=100';
