export type Json = Record<string, unknown>;

/** What each graph was, and the definition of the widget that it is. */
export const graphs: Record<string, { old: Json; today: Json }> = {
  timeseries: {
    old: {
      viz: 'timeseries',
      requests: [
        {
          q: 'avg:load{*}',
          type: 'bars',
          style: { palette: 'warm', type: 'dashed', width: 'thick' },
          metadata: { 'avg:load{*}': { alias: 'Load' } },
        },
        { q: 'avg:cpu{*}', type: 'area' },
      ],
      events: [{ q: 'sources:ci' }],
      markers: [{ type: 'error dashed', value: 'y = 5', label: 'too much' }],
      yaxis: { min: 0, max: 'auto', scale: 'log', includeZero: true },
    },
    today: {
      type: 'timeseries',
      requests: [
        {
          q: 'avg:load{*}',
          display_type: 'bars',
          style: { palette: 'warm', line_type: 'dashed', line_width: 'thick' },
          metadata: [{ expression: 'avg:load{*}', alias_name: 'Load' }],
        },
        { q: 'avg:cpu{*}', display_type: 'area' },
      ],
      events: [{ q: 'sources:ci' }],
      markers: [{ display_type: 'error dashed', value: 'y = 5', label: 'too much' }],
      yaxis: { min: '0', max: 'auto', scale: 'log', include_zero: true },
    },
  },
  query_value: {
    old: {
      viz: 'query_value',
      requests: [
        {
          q: 'avg:load{*}',
          aggregator: 'last',
          conditional_formats: [{ comparator: '>', value: 5, palette: 'white_on_red' }],
        },
      ],
      autoscale: true,
      precision: 2,
      custom_unit: 'ops',
      text_align: 'left',
    },
    today: {
      type: 'query_value',
      requests: [
        {
          q: 'avg:load{*}',
          aggregator: 'last',
          conditional_formats: [{ comparator: '>', value: 5, palette: 'white_on_red' }],
        },
      ],
      autoscale: true,
      precision: 2,
      custom_unit: 'ops',
      text_align: 'left',
    },
  },
  toplist: {
    old: {
      viz: 'toplist',
      requests: [{ q: 'top(avg:load{*} by {host}, 10)', style: { palette: 'cool' } }],
    },
    today: {
      type: 'toplist',
      requests: [{ q: 'top(avg:load{*} by {host}, 10)', style: { palette: 'cool' } }],
    },
  },
  change: {
    old: {
      viz: 'change',
      requests: [
        {
          q: 'avg:load{*} by {host}',
          change_type: 'absolute',
          compare_to: 'week_before',
          order_by: 'name',
          order_dir: 'asc',
          increase_good: false,
          extra_col: 'present',
        },
      ],
    },
    today: {
      type: 'change',
      requests: [
        {
          q: 'avg:load{*} by {host}',
          change_type: 'absolute',
          compare_to: 'week_before',
          order_by: 'name',
          order_dir: 'asc',
          increase_good: false,
          show_present: true,
        },
      ],
    },
  },
  heatmap: {
    old: {
      viz: 'heatmap',
      requests: [{ q: 'avg:load{*} by {host}', style: { palette: 'cool' } }],
      events: [{ q: 'a' }],
      yaxis: { max: 10 },
    },
    today: {
      type: 'heatmap',
      requests: [{ q: 'avg:load{*} by {host}', style: { palette: 'cool' } }],
      events: [{ q: 'a' }],
      yaxis: { max: '10' },
    },
  },
  distribution: {
    old: { viz: 'distribution', requests: [{ q: 'avg:load{*} by {host}' }], show_legend: true },
    today: { type: 'distribution', requests: [{ q: 'avg:load{*} by {host}' }], show_legend: true },
  },
  hostmap: {
    old: {
      viz: 'hostmap',
      requests: [
        { q: 'avg:load{*} by {host}', type: 'fill' },
        { q: 'avg:cpu{*} by {host}', type: 'size' },
      ],
      style: { palette: 'green_to_orange', paletteFlip: true, fillMin: '1', fillMax: '9' },
      group: ['env'],
      scope: ['role:db'],
      noMetricHosts: false,
      noGroupHosts: true,
      nodeType: 'host',
    },
    today: {
      type: 'hostmap',
      requests: { fill: { q: 'avg:load{*} by {host}' }, size: { q: 'avg:cpu{*} by {host}' } },
      style: { palette: 'green_to_orange', palette_flip: true, fill_min: '1', fill_max: '9' },
      group: ['env'],
      scope: ['role:db'],
      no_metric_hosts: false,
      no_group_hosts: true,
      node_type: 'host',
    },
  },
  scatterplot: {
    old: {
      viz: 'scatterplot',
      requests: [
        { q: 'avg:load{*} by {host}', aggregator: 'avg', type: 'x' },
        { q: 'avg:cpu{*} by {host}', aggregator: 'max', type: 'y' },
      ],
      xaxis: { label: 'load' },
      colorByGroups: ['env'],
    },
    today: {
      type: 'scatterplot',
      requests: {
        x: { q: 'avg:load{*} by {host}', aggregator: 'avg' },
        y: { q: 'avg:cpu{*} by {host}', aggregator: 'max' },
      },
      xaxis: { label: 'load' },
      color_by_groups: ['env'],
    },
  },
};
