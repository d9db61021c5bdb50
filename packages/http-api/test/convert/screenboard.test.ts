import { describe, expect, test } from 'vitest';
import { boardOfOld, boardToday } from '../../src/convert/screenboard.js';
import { readModel } from '../models.js';

type Json = Record<string, unknown>;
const place = { x: 1, y: 2, width: 30, height: 15 };
const shown = {
  title: true,
  title_text: 'T',
  title_size: 16,
  title_align: 'left',
  timeframe: '1h',
};
const shownToday = { title: 'T', title_size: '16', title_align: 'left', time: { live_span: '1h' } };

/** What each widget was, without its place, and the definition that it has. */
const widgets: Record<string, { old: Json; today: Json }> = {
  timeseries: {
    old: {
      ...shown,
      legend: true,
      legend_size: '2',
      tile_def: { viz: 'timeseries', requests: [{ q: 'a', type: 'line' }] },
    },
    today: {
      ...shownToday,
      show_legend: true,
      legend_size: '2',
      requests: [{ q: 'a', display_type: 'line' }],
    },
  },
  query_value: {
    old: {
      ...shown,
      tile_def: {
        viz: 'query_value',
        requests: [{ q: 'a', aggregator: 'avg' }],
        precision: 1,
        autoscale: false,
      },
    },
    today: {
      ...shownToday,
      requests: [{ q: 'a', aggregator: 'avg' }],
      precision: 1,
      autoscale: false,
    },
  },
  toplist: {
    old: { ...shown, tile_def: { viz: 'toplist', requests: [{ q: 'a' }] } },
    today: { ...shownToday, requests: [{ q: 'a' }] },
  },
  event_stream: {
    old: { ...shown, query: 'sources:ci', event_size: 's' },
    today: { ...shownToday, query: 'sources:ci', event_size: 's' },
  },
  event_timeline: { old: { ...shown, query: 'a' }, today: { ...shownToday, query: 'a' } },
  free_text: {
    old: { text: 'Hello', font_size: '24', text_align: 'center', color: '#4d4d4d' },
    today: { text: 'Hello', font_size: '24', text_align: 'center', color: '#4d4d4d' },
  },
  note: {
    old: {
      html: '**Hi**',
      bgcolor: 'yellow',
      font_size: 14,
      tick: true,
      tick_edge: 'left',
      tick_pos: '50%',
      text_align: 'left',
    },
    today: {
      content: '**Hi**',
      background_color: 'yellow',
      font_size: '14',
      show_tick: true,
      tick_edge: 'left',
      tick_pos: '50%',
      text_align: 'left',
    },
  },
  image: {
    old: { url: 'https://x.test/a.png', sizing: 'fit' },
    today: { url: 'https://x.test/a.png', sizing: 'fit' },
  },
  iframe: { old: { url: 'https://x.test' }, today: { url: 'https://x.test' } },
  alert_graph: {
    old: { ...shown, alert_id: 7, viz_type: 'timeseries' },
    today: { ...shownToday, alert_id: '7', viz_type: 'timeseries' },
  },
  alert_value: {
    old: { title: true, title_text: 'T', alert_id: 7, precision: 2, unit: 'b', text_align: 'left' },
    today: { title: 'T', alert_id: '7', precision: 2, unit: 'b', text_align: 'left' },
  },
  check_status: {
    old: { ...shown, check: 'app.ok', grouping: 'cluster', group_by: ['env'], tags: ['*'] },
    today: { ...shownToday, check: 'app.ok', grouping: 'cluster', group_by: ['env'], tags: ['*'] },
  },
  manage_status: {
    old: { title: true, title_text: 'T', query: 'env:prod', display_format: 'counts' },
    today: { title: 'T', query: 'env:prod', display_format: 'counts' },
  },
  trace_service: {
    old: {
      ...shown,
      env: 'prod',
      service_service: 'shop',
      service_name: 'http.request',
      size_version: 'large',
      layout_version: 'two_column',
      must_show_hits: true,
      must_show_errors: false,
    },
    today: {
      ...shownToday,
      env: 'prod',
      service: 'shop',
      span_name: 'http.request',
      size_format: 'large',
      display_format: 'two_column',
      show_hits: true,
      show_errors: false,
    },
  },
  log_stream: {
    old: { ...shown, query: 'a', columns: ['host'] },
    today: { ...shownToday, query: 'a', columns: ['host'] },
  },
};

describe.each(Object.entries(widgets))('%s', (type, { old, today }) => {
  const board = { board_title: 'B', widgets: [{ type, ...place, ...old }] };

  test('becomes a widget with a place, and is itself again', () => {
    const converted = boardToday(board);

    expect(converted).toEqual({
      title: 'B',
      layout_type: 'free',
      widgets: [{ definition: { ...today, type }, layout: place }],
    });
    expect(boardOfOld(converted)).toEqual({ ...board, layout_type: 'free' });
  });

  test("is a widget by Datadog's own models", () => {
    readModel(boardToday(board), 'v1 Dashboard', []);
  });
});

test('a number with its query beside, as the first screenboards had it', () => {
  const widget = {
    type: 'query_value',
    ...place,
    title: false,
    title_text: 'hidden',
    text_size: 'auto',
    query: 'sum:load{*}',
    metric: 'load',
    metric_type: 'standard',
    tags: ['*'],
    aggr: 'sum',
    aggregator: 'avg',
    calc_func: 'raw',
    conditional_formats: [{ color: 'red', comparator: '>', value: 1, invert: false }],
    precision: '2',
    unit: 'auto',
    timeframe: '5m',
  };

  expect(boardToday({ board_title: 'B', widgets: [widget] })['widgets']).toEqual([
    {
      definition: {
        type: 'query_value',
        time: { live_span: '5m' },
        autoscale: true,
        precision: 2,
        requests: [
          {
            q: 'sum:load{*}',
            aggregator: 'avg',
            conditional_formats: [{ palette: 'white_on_red', comparator: '>', value: 1 }],
          },
        ],
      },
      layout: place,
    },
  ]);
});

test('widgets that came later go there and back as they are', () => {
  const today = {
    title: 'B',
    layout_type: 'free',
    widgets: [{ id: 3, definition: { type: 'slo', slo_id: '1' }, layout: place }],
  };

  expect(boardToday(boardOfOld(today))).toEqual(today);
});

test('template variables have a list of defaults', () => {
  const template_variables = [{ name: 'host', prefix: 'host', default: 'web-1' }, { name: 'env' }];

  const today = boardToday({ board_title: 'B', widgets: [], template_variables });

  expect(today['template_variables']).toEqual([
    { name: 'host', prefix: 'host', defaults: ['web-1'] },
    { name: 'env' },
  ]);
  expect(boardOfOld(today)['template_variables']).toEqual(template_variables);
});

test('several defaults stay several', () => {
  const template_variables = [{ name: 'host', defaults: ['a', 'b'] }];

  const old = boardOfOld({ template_variables });

  expect(old['template_variables']).toEqual([{ name: 'host', default: ['a', 'b'] }]);
  expect(boardToday(old)['template_variables']).toEqual(template_variables);
});

const text = { type: 'free_text', text: 'a', ...place };

test.each<[string, Json, string]>([
  ['field of a board', { gravity: 1 }, 'gravity is in no table'],
  ['type of a widget', { widgets: [{ ...text, type: 'free_txt' }] }, "did you mean 'free_text'?"],
  ['field of a widget', { widgets: [{ ...text, shadow: 1 }] }, 'widgets[0].shadow is in no table'],
  [
    'place',
    { widgets: [{ type: 'free_text', text: 'a', x: 1, y: 1 }] },
    'widgets[0].width is missing',
  ],
  [
    'span',
    { widgets: [{ type: 'event_stream', query: 'a', timeframe: '3h', ...place }] },
    'timeframe is "3h"',
  ],
  ['graph', { widgets: [{ type: 'timeseries', ...place }] }, 'a timeseries needs a tile_def'],
  [
    'viz within another type',
    { widgets: [{ type: 'toplist', tile_def: { viz: 'change', requests: [] }, ...place }] },
    'tile_def.viz is "change"',
  ],
  [
    'calculation',
    { widgets: [{ type: 'query_value', query: 'a', calc_func: 'log', ...place }] },
    'calc_func is "log"',
  ],
  [
    'variable',
    { template_variables: [{ name: 'a', colour: 1 }] },
    'template_variables[0].colour is in no table',
  ],
])('an unknown %s is an error', (_name, changes, message) => {
  expect(() => boardToday({ board_title: 'B', widgets: [], ...changes })).toThrow(message);
});
