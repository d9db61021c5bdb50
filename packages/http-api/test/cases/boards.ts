import { now } from '../rig.js';
import type { Case } from './case.js';

const graph = {
  title: 'Load',
  definition: {
    viz: 'timeseries',
    requests: [{ q: 'avg:load{$host}', type: 'area' }],
    events: [{ q: 'sources:ci' }],
  },
};
const dashboard = {
  id: 'abc-def-ghi',
  title: 'All load',
  description: 'of hosts',
  layout_type: 'ordered',
  widgets: [
    {
      id: 3,
      definition: {
        type: 'timeseries',
        title: 'Load',
        requests: [{ q: 'avg:load{$host}', display_type: 'area' }],
        events: [{ q: 'sources:ci' }],
      },
    },
  ],
  template_variables: [{ name: 'host', prefix: 'host', defaults: ['*'] }],
  url: '/dashboard/abc-def-ghi',
  is_read_only: false,
};
const dash = {
  id: 'abc-def-ghi',
  title: 'All load',
  description: 'of hosts',
  layout_type: 'ordered',
  url: '/dashboard/abc-def-ghi',
  graphs: [{ id: 3, ...graph }],
  template_variables: [{ name: 'host', prefix: 'host', default: '*' }],
  read_only: false,
};
const dashboardBody = {
  title: 'All load',
  description: 'of hosts',
  layout_type: 'ordered',
  widgets: [{ definition: dashboard.widgets[0]?.definition }],
  template_variables: dashboard.template_variables,
};
const summaries = [
  { id: 'abc-def-ghi', title: 'All load', layout_type: 'ordered', url: '/dashboard/abc-def-ghi' },
  { id: 'jkl-mno-pqr', title: 'Free', layout_type: 'free', url: '/dashboard/jkl-mno-pqr' },
];
const shownSummary = (index: number): unknown => ({
  ...summaries[index],
  resource: summaries[index]?.url,
});

const board = {
  board_title: 'Free',
  widgets: [
    { type: 'free_text', text: 'Hello', font_size: 'auto', x: 0, y: 0, width: 20, height: 5 },
  ],
};
const boardToday = {
  title: 'Free',
  widgets: [
    {
      definition: { type: 'free_text', text: 'Hello' },
      layout: { x: 0, y: 0, width: 20, height: 5 },
    },
  ],
  layout_type: 'free',
};
const boardAnswer = { ...boardToday, id: 'jkl-mno-pqr', description: null, is_read_only: false };
const boardRead = {
  id: 'jkl-mno-pqr',
  board_title: 'Free',
  layout_type: 'free',
  read_only: false,
  widgets: [{ type: 'free_text', text: 'Hello', x: 0, y: 0, width: 20, height: 5 }],
};

const snapshot = { snapshot_url: 'https://p.datadoghq.com/s/1', metric_query: 'load{*}' };

export const boardCases: readonly Case[] = [
  // Dashboards
  {
    method: 'createDashboard',
    given: [
      'All load',
      'of hosts',
      [graph],
      { templateVariables: [{ name: 'host', prefix: 'host', default: '*' }] },
    ],
    exchanges: [
      {
        asks: 'POST /api/v1/dashboard',
        body: dashboardBody,
        answers: { json: dashboard },
      },
    ],
    value: 'abc-def-ghi',
    whole: { dash },
  },
  {
    method: 'updateDashboard',
    given: ['abc-def-ghi', 'All load', 'of hosts', JSON.stringify([graph])],
    exchanges: [
      {
        asks: 'PUT /api/v1/dashboard/abc-def-ghi',
        body: { ...dashboardBody, template_variables: [] },
        answers: { json: dashboard },
      },
    ],
    value: 'abc-def-ghi',
    whole: { dash },
  },
  {
    method: 'dashboard',
    given: ['abc-def-ghi'],
    exchanges: [{ asks: 'GET /api/v1/dashboard/abc-def-ghi', answers: { json: dashboard } }],
    value: dash,
    whole: { dash },
  },
  {
    method: 'dashboards',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v1/dashboard?start=0&count=100',
        answers: { json: { dashboards: summaries } },
      },
    ],
    value: [shownSummary(0)],
    whole: { dashes: [shownSummary(0)] },
  },
  {
    method: 'deleteDashboard',
    given: ['abc-def-ghi'],
    exchanges: [
      {
        asks: 'DELETE /api/v1/dashboard/abc-def-ghi',
        answers: { json: { deleted_dashboard_id: 'abc-def-ghi' } },
      },
    ],
    value: { deleted_dashboard_id: 'abc-def-ghi' },
  },
  // Screenboards
  {
    method: 'createScreenboard',
    given: [board],
    exchanges: [
      {
        asks: 'POST /api/v1/dashboard',
        body: boardToday,
        answers: { json: boardAnswer },
      },
    ],
    value: boardRead,
  },
  {
    method: 'updateScreenboard',
    given: ['jkl-mno-pqr', board],
    exchanges: [
      {
        asks: 'PUT /api/v1/dashboard/jkl-mno-pqr',
        body: boardToday,
        answers: { json: boardAnswer },
      },
    ],
    value: boardRead,
  },
  {
    method: 'getScreenboard',
    given: ['jkl-mno-pqr'],
    exchanges: [{ asks: 'GET /api/v1/dashboard/jkl-mno-pqr', answers: { json: boardAnswer } }],
    value: boardRead,
  },
  {
    method: 'getAllScreenboards',
    given: [],
    exchanges: [
      {
        asks: 'GET /api/v1/dashboard?start=0&count=100',
        answers: { json: { dashboards: summaries } },
      },
    ],
    value: [shownSummary(1)],
    whole: { screenboards: [shownSummary(1)] },
  },
  {
    method: 'deleteScreenboard',
    given: ['jkl-mno-pqr'],
    exchanges: [
      {
        asks: 'DELETE /api/v1/dashboard/jkl-mno-pqr',
        answers: { json: { deleted_dashboard_id: 'jkl-mno-pqr' } },
      },
    ],
    value: { deleted_dashboard_id: 'jkl-mno-pqr' },
  },
  {
    method: 'shareScreenboard',
    given: ['jkl-mno-pqr'],
    exchanges: [
      {
        asks: 'POST /api/v1/dashboard/public',
        body: {
          dashboard_id: 'jkl-mno-pqr',
          dashboard_type: 'custom_screenboard',
          share_type: 'open',
        },
        answers: {
          json: {
            dashboard_id: 'jkl-mno-pqr',
            dashboard_type: 'custom_screenboard',
            public_url: 'https://p.datadoghq.com/sb/1',
          },
        },
      },
    ],
    value: {
      board_id: 'jkl-mno-pqr',
      dashboard_id: 'jkl-mno-pqr',
      dashboard_type: 'custom_screenboard',
      public_url: 'https://p.datadoghq.com/sb/1',
    },
  },
  // Snapshots
  {
    method: 'graphSnapshot',
    given: ['load{*}', now - 60, now, { eventQuery: 'sources:ci', width: 400 }],
    exchanges: [
      {
        asks: `GET /api/v1/graph/snapshot?metric_query=load%7B*%7D&event_query=sources%3Aci&start=${now - 60}&end=${now}&width=400`,
        answers: { json: snapshot },
      },
    ],
    value: snapshot,
  },
  {
    method: 'graphSnapshotFromDef',
    given: [{ requests: [] }, now - 60, now],
    exchanges: [
      {
        asks: `GET /api/v1/graph/snapshot?graph_def=%7B%22requests%22%3A%5B%5D%7D&start=${now - 60}&end=${now}`,
        answers: { json: snapshot },
      },
    ],
    value: snapshot,
  },
];
