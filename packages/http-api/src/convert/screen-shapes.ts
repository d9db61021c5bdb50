import type { Json } from '../api.js';
import { conditionalFormat, numberAt } from './graph-parts.js';
import { anything, isEmpty, listOf, oneOf, renamed, type Shape, same } from './shape.js';

const spans = oneOf([
  '1m',
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '4h',
  '1d',
  '2d',
  '1w',
  '1mo',
  '3mo',
  '6mo',
  '1y',
  'week_to_date',
  'month_to_date',
  'alert',
]);

/** Sizes are text today; `auto` is what no size means. */
const sizeOf = (value: unknown): string | undefined =>
  value === 'auto' ? undefined : String(value);
const sizeOfOld = (value: unknown): unknown =>
  Number.isNaN(Number(value)) ? value : Number(value);

const titled = [
  renamed('title_text', 'title'),
  renamed('title_size', 'title_size', sizeOf, sizeOfOld),
  ...same('title_align', 'description'),
];
const timed = renamed(
  'timeframe',
  'time',
  (value, where) => (typeof value === 'string' ? { live_span: spans(value, where) } : value),
  (value) => (value as Json)['live_span'] ?? value,
);
/** What the editor of that time wrote into every widget. */
const idle = {
  title: (value: unknown) => typeof value === 'boolean',
  board_id: anything,
  generated_title: anything,
  isShared: anything,
  error: isEmpty,
  add_timeframe: anything,
};

/** Around a graph, whose definition is in `tile_def`. */
export const tile: Shape = {
  fields: [
    ...titled,
    timed,
    renamed('legend', 'show_legend'),
    ...same('legend_size', 'custom_links'),
  ],
  idle,
};

const alertId = renamed('alert_id', 'alert_id', String, sizeOfOld);

/** Widgets that are no graphs, by type, which is today's as well. */
export const shapeByType: Readonly<Record<string, Shape>> = {
  event_stream: {
    fields: [...same('query', 'event_size', 'tags_execution'), ...titled, timed],
    idle,
  },
  event_timeline: { fields: [...same('query', 'tags_execution'), ...titled, timed], idle },
  free_text: {
    fields: [
      ...same('text', 'color', 'text_align', 'background_color'),
      renamed('font_size', 'font_size', sizeOf),
    ],
    idle: { ...idle, title_text: isEmpty, title_size: anything, title_align: anything },
  },
  note: {
    fields: [
      renamed('html', 'content'),
      renamed('bgcolor', 'background_color'),
      renamed('tick', 'show_tick'),
      renamed('font_size', 'font_size', sizeOf, sizeOfOld),
      ...same('text_align', 'tick_edge', 'tick_pos', 'has_padding', 'vertical_align'),
    ],
    idle: {
      ...idle,
      title_text: isEmpty,
      title_size: anything,
      title_align: anything,
      auto_refresh: isEmpty,
    },
  },
  image: {
    fields: same(
      'url',
      'sizing',
      'margin',
      'url_dark_theme',
      'has_background',
      'has_border',
      'horizontal_align',
      'vertical_align',
    ),
    idle: { ...idle, title_text: isEmpty, title_size: anything, title_align: anything },
  },
  iframe: {
    fields: same('url'),
    idle: { ...idle, title_text: isEmpty, title_size: anything, title_align: anything },
  },
  alert_graph: { fields: [alertId, ...same('viz_type'), ...titled, timed], idle },
  alert_value: {
    fields: [
      alertId,
      renamed('precision', 'precision', numberAt),
      ...same('unit', 'text_align'),
      ...titled,
    ],
    idle: { ...idle, text_size: anything },
  },
  check_status: {
    fields: [...same('check', 'group', 'grouping', 'tags', 'group_by'), ...titled, timed],
    idle: { ...idle, text_align: anything, text_size: anything },
  },
  manage_status: {
    fields: [
      ...same(
        'query',
        'sort',
        'start',
        'count',
        'color_preference',
        'hide_zero_counts',
        'summary_type',
        'show_last_triggered',
        'show_priority',
      ),
      renamed('display_format', 'display_format'),
      ...titled,
    ],
    idle,
  },
  trace_service: {
    fields: [
      ...same('env'),
      renamed('service_service', 'service'),
      renamed('service_name', 'span_name'),
      renamed('size_version', 'size_format'),
      renamed('layout_version', 'display_format'),
      ...['hits', 'errors', 'latency', 'breakdown', 'distribution', 'resource_list'].map((part) =>
        renamed(`must_show_${part}`, `show_${part}`),
      ),
      ...titled,
      timed,
    ],
    idle,
  },
  log_stream: {
    fields: [
      ...same(
        'query',
        'columns',
        'indexes',
        'logset',
        'message_display',
        'show_date_column',
        'show_message_column',
        'sort',
      ),
      ...titled,
      timed,
    ],
    idle,
  },
};

/** A number with its query beside, as the first screenboards had it; `tile_def` came later. */
export const flatNumber: Shape = {
  fields: [
    ...titled,
    timed,
    renamed('query', 'q'),
    ...same('aggregator'),
    listOf('conditional_formats', 'conditional_formats', conditionalFormat),
    renamed('precision', 'precision', numberAt),
    renamed('unit', 'custom_unit', (value) => (value === 'auto' ? undefined : value)),
    ...same('text_align', 'autoscale', 'custom_links'),
  ],
  idle: {
    ...idle,
    // The same query, in pieces, and its plain reading.
    aggr: anything,
    metric: anything,
    metric_type: anything,
    tags: anything,
    is_valid_query: anything,
    calc_func: isPlain,
    res_calc_func: isPlain,
    text_size: anything,
  },
};

function isPlain(value: unknown): boolean {
  return value === 'raw' || value === '';
}
