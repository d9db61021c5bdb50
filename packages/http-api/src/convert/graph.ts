import { didYouMean } from '@dogstats/transport/site';
import type { Json } from '../api.js';
import { wrongArgument } from '../errors.js';
import {
  axis,
  conditionalFormat,
  displayType,
  events,
  marker,
  metadata,
  numberAt,
  queryFields,
  requestStyle,
  requestsByType,
} from './graph-parts.js';
import {
  anything,
  arrayAt,
  convert,
  isEmpty,
  listOf,
  nested,
  objectAt,
  renamed,
  revert,
  type Shape,
  same,
  unconvertible,
} from './shape.js';

const style = nested('style', 'style', requestStyle);
const formats = listOf('conditional_formats', 'conditional_formats', conditionalFormat);
const markers = listOf('markers', 'markers', marker);
const yaxis = nested('yaxis', 'yaxis', axis);
/** What the editor of dogapi's time wrote into every graph. */
const idle = {
  status: anything,
  autoscale: anything,
  events: isEmpty,
  markers: isEmpty,
  yaxis: isEmpty,
  xaxis: isEmpty,
};
/** What every widget may have today. */
const common = same('title', 'title_size', 'title_align', 'time', 'custom_links', 'description');
const legend = same('show_legend', 'legend_size');

const timeseriesRequest: Shape = {
  fields: [
    ...queryFields,
    style,
    metadata,
    renamed('type', 'display_type', displayType),
    renamed('stacked', 'display_type', stackedType),
    ...same('on_right_yaxis'),
  ],
  idle: { aggregator: anything, conditional_formats: isEmpty },
};

function stackedType(value: unknown, where: string, { type }: Json): string | undefined {
  if (value === false) return undefined;
  if (type === undefined || type === null || type === 'area') return 'area';
  throw unconvertible(where, value, `not with type ${JSON.stringify(type)}; what is stacked`);
}

const number: Shape = {
  fields: [...queryFields, formats, ...same('aggregator', 'comparison')],
  idle: { type: anything, style: isEmpty },
};
const ranking: Shape = {
  fields: [...queryFields, style, formats, ...same('sort')],
  idle: { aggregator: anything, type: anything },
};
const change: Shape = {
  fields: [
    ...queryFields,
    ...same('change_type', 'compare_to', 'increase_good', 'order_by', 'order_dir'),
    renamed(
      'extra_col',
      'show_present',
      (value, where) => {
        if (value === '' || value === 'present') return value === 'present';
        throw unconvertible(where, value, "'present' or ''");
      },
      (value) => (value === true ? 'present' : ''),
    ),
  ],
  idle: { aggregator: anything, type: anything, style: isEmpty, conditional_formats: isEmpty },
};
const spread: Shape = {
  fields: [...queryFields, ...same('query', 'request_type', 'apm_stats_query'), style],
  idle: { aggregator: anything, type: anything, conditional_formats: isEmpty },
};
const point: Shape = {
  fields: [...queryFields, ...same('aggregator')],
  idle: { conditional_formats: isEmpty, style: isEmpty },
};
const tile: Shape = {
  fields: queryFields,
  idle: { aggregator: anything, conditional_formats: isEmpty, style: isEmpty },
};

const requests = (shape: Shape) => listOf('requests', 'requests', shape);
const hostStyle: Shape = {
  fields: [
    ...same('palette'),
    renamed('paletteFlip', 'palette_flip'),
    renamed('fillMin', 'fill_min', String),
    renamed('fillMax', 'fill_max', String),
  ],
};

/** What a graph's definition holds, by its viz, which is the widget's type today. */
const shapeByViz: Readonly<Record<string, Shape>> = {
  timeseries: {
    fields: [
      requests(timeseriesRequest),
      events,
      markers,
      yaxis,
      ...common,
      ...legend,
      ...same('legend_layout', 'legend_columns', 'right_yaxis'),
    ],
    idle,
  },
  query_value: {
    fields: [
      requests(number),
      renamed('precision', 'precision', numberAt),
      ...same('autoscale', 'custom_unit', 'text_align', 'timeseries_background'),
      ...common,
    ],
    idle,
  },
  toplist: { fields: [requests(ranking), ...same('style'), ...common], idle },
  change: { fields: [requests(change), ...common], idle },
  heatmap: {
    fields: [
      requests(spread),
      events,
      markers,
      yaxis,
      nested('xaxis', 'xaxis', axis),
      ...common,
      ...legend,
    ],
    idle,
  },
  distribution: {
    fields: [
      requests(spread),
      markers,
      yaxis,
      nested('xaxis', 'xaxis', axis),
      ...common,
      ...legend,
    ],
    idle,
  },
  hostmap: {
    fields: [
      requestsByType(['fill', 'size'], tile),
      nested('style', 'style', hostStyle),
      ...same('group', 'scope', 'notes'),
      renamed('noMetricHosts', 'no_metric_hosts'),
      renamed('noGroupHosts', 'no_group_hosts'),
      renamed('nodeType', 'node_type'),
      ...common,
    ],
    idle,
  },
  scatterplot: {
    fields: [
      requestsByType(['x', 'y'], point),
      nested('xaxis', 'xaxis', axis),
      yaxis,
      renamed('colorByGroups', 'color_by_groups'),
      ...common,
    ],
    idle,
  },
};

/** How many requests a widget of a type may have today, where that is not any number. */
const singles: ReadonlySet<string> = new Set(['query_value', 'change', 'heatmap', 'distribution']);

/** Types that came after graphs, or that screenboards had: a definition of them is let through. */
const laterTypes: ReadonlySet<string> = new Set([
  'alert_graph',
  'alert_value',
  'bar_chart',
  'check_status',
  'cohort',
  'event_stream',
  'event_timeline',
  'free_text',
  'funnel',
  'geomap',
  'group',
  'iframe',
  'image',
  'list_stream',
  'log_stream',
  'manage_status',
  'note',
  'point_plot',
  'powerpack',
  'query_table',
  'retention_curve',
  'run_workflow',
  'sankey',
  'servicemap',
  'slo',
  'slo_list',
  'split_group',
  'sunburst',
  'topology_map',
  'trace_service',
  'treemap',
  'wildcard',
]);

/** Whether a graph of that viz has a table. */
export function isGraphType(viz: unknown): viz is string {
  return typeof viz === 'string' && Object.hasOwn(shapeByViz, viz);
}

/**
 * A graph's definition as the definition of a widget.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for what is in no table.
 */
export function definitionToday(old: Json, where: string): Json {
  const { viz = 'timeseries', ...definition } = old;
  if (typeof viz === 'string' && laterTypes.has(viz)) return { ...definition, type: viz };
  if (!isGraphType(viz)) throw unknownViz(viz, where);
  const today = convert(shapeByViz[viz] as Shape, definition, where);
  if (today['requests'] === undefined) throw wrongArgument(`${where}.requests is missing`);
  if (singles.has(viz) && arrayAt(today['requests'], where).length !== 1) {
    throw wrongArgument(`${where}.requests: a ${viz} has exactly one today`);
  }
  return { ...today, type: viz };
}

/** The way back: a widget's definition as that of a graph. */
export function definitionOfOld(today: Json): Record<string, unknown> {
  const { type, ...definition } = today;
  if (!isGraphType(type)) return { ...definition, viz: type };
  return { ...revert(shapeByViz[type] as Shape, definition), viz: type };
}

function unknownViz(viz: unknown, where: string): Error {
  const known = [...Object.keys(shapeByViz), ...laterTypes];
  const meant = typeof viz === 'string' ? didYouMean(viz, known) : undefined;
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean '${meant}'?`;
  return wrongArgument(`${where}.viz is ${JSON.stringify(viz)}, which no widget is: ${hint}`);
}

/** A graph of a timeboard as a widget of a dashboard. */
export function widgetOfGraph(graph: unknown, where: string): Json {
  const { title, definition, id, layout, ...others } = objectAt(graph, where);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw wrongArgument(`${where}.${unknown} is in no table: a graph has title and definition`);
  }
  const today = definitionToday(objectAt(definition, `${where}.definition`), `${where}.definition`);
  return {
    ...(id === undefined ? {} : { id }),
    definition: title === undefined ? today : { ...today, title },
    ...(layout === undefined ? {} : { layout }),
  };
}

/** The way back. */
export function graphOfWidget(widget: Json): Json {
  const { definition, ...others } = widget;
  const { title, ...rest } = definitionOfOld(definition as Json);
  return { ...others, ...(title === undefined ? {} : { title }), definition: rest };
}
