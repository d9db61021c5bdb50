import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { graphOfWidget, widgetOfGraph } from '../../src/convert/graph.js';
import { readModel } from '../models.js';
import { graphs, type Json } from './graphs.js';

describe.each(Object.entries(graphs))('%s', (_viz, { old, today }) => {
  test('becomes a widget, and a graph again', () => {
    const graph = { title: 'T', definition: old };

    const widget = widgetOfGraph(graph, 'graphs[0]');

    expect(widget).toEqual({ definition: { ...today, title: 'T' } });
    expect(graphOfWidget(widget)).toEqual(graph);
  });

  test("is a widget by Datadog's own models", () => {
    const widgets = [widgetOfGraph({ title: 'T', definition: old }, '')];

    readModel({ title: 'D', layout_type: 'ordered', widgets }, 'v1 Dashboard', []);
  });
});

test('what the editor wrote into every graph, and meant nothing, is left out', () => {
  const definition = {
    viz: 'timeseries',
    status: 'done',
    autoscale: true,
    xaxis: {},
    events: ['sources:ci'],
    markers: [{ value: 'y = 5', val: 5, dim: 'y', min: null, max: null }],
    requests: [
      { q: 'a', type: null, aggregator: 'avg', conditional_formats: [], stacked: true },
      { q: 'b', stacked: false },
    ],
  };

  expect(widgetOfGraph({ title: 'T', definition }, '')['definition']).toEqual({
    type: 'timeseries',
    title: 'T',
    events: [{ q: 'sources:ci' }],
    markers: [{ value: 'y = 5' }],
    requests: [{ q: 'a', display_type: 'area' }, { q: 'b' }],
  });
});

const requests = [{ q: 'a' }];

test.each<[string, Json, string]>([
  ['viz', { viz: 'timeserie', requests }, "did you mean 'timeseries'?"],
  ['viz', { viz: 'hologram', requests }, 'known are timeseries, '],
  [
    'field of a graph',
    { viz: 'timeseries', requests, hologram: 1 },
    'g.definition.hologram is in no table',
  ],
  [
    'field of a request',
    { requests: [{ q: 'a', hologram: 1 }] },
    'g.definition.requests[0].hologram',
  ],
  ['type of a request', { requests: [{ q: 'a', type: 'dots' }] }, 'one of line, area, bars'],
  ['event', { requests, events: [7] }, 'g.definition.events[0] is 7'],
  ['event', { requests, events: [{ q: 'a', since: 1 }] }, 'g.definition.events[0].since'],
  ['field of a marker', { requests, markers: [{ value: 'y = 1', glow: 1 }] }, 'markers[0].glow'],
  ['bound', { requests, yaxis: { min: {} } }, 'yaxis.min is {}'],
  ['unit on an axis', { requests, yaxis: { includeUnits: true } }, 'has no counterpart today'],
  ['stacked line', { requests: [{ q: 'a', type: 'line', stacked: true }] }, 'stacked is true'],
  ['second request', { viz: 'query_value', requests: [{ q: 'a' }, { q: 'b' }] }, 'exactly one'],
  ['graph without requests', { viz: 'toplist' }, 'requests is missing'],
  [
    'event on a toplist',
    { viz: 'toplist', requests, events: [{ q: 'a' }] },
    'events is [{"q":"a"}]',
  ],
  [
    'inverted format',
    { viz: 'query_value', requests: [{ q: 'a', conditional_formats: [{ invert: true }] }] },
    'invert is true',
  ],
  [
    'request of a hostmap',
    { viz: 'hostmap', requests: [{ q: 'a', type: 'depth' }] },
    'one of fill, size',
  ],
])('an unknown %s is an error', (_name, definition, message) => {
  expect(() => widgetOfGraph({ title: 'T', definition }, 'g')).toThrow(message);
});

test('an unknown field of a graph itself is an error', () => {
  expect(() => widgetOfGraph({ title: 'T', definition: { requests }, size: 'L' }, 'g')).toThrow(
    'g.size is in no table',
  );
});

test('widgets that came later go there and back as they are', () => {
  const widget = { id: 4, definition: { type: 'slo', title: 'S', slo_id: '1' }, layout: { x: 0 } };

  const graph = graphOfWidget(widget);

  expect(graph).toEqual({
    id: 4,
    title: 'S',
    definition: { viz: 'slo', slo_id: '1' },
    layout: { x: 0 },
  });
  expect(widgetOfGraph(graph, '')).toEqual(widget);
});

test("today's queries within old graphs go there and back as they are", () => {
  const request = {
    queries: [{ name: 'a' }],
    formulas: [{ formula: 'a * 2' }],
    display_type: 'line',
  };
  const widget = { definition: { type: 'timeseries', requests: [request] } };

  expect(widgetOfGraph(graphOfWidget(widget), '')).toEqual(widget);
});

test.each<Json>([
  { type: 'hostmap', requests: { request_type: 'infrastructure_hostmap', fill: { q: 'a' } } },
  { type: 'scatterplot', requests: { table: { formulas: [] } } },
  {
    type: 'timeseries',
    requests: [{ metadata: [{ expression: 'a', alias_name: 'A' }, { expression: 'a' }] }],
  },
])('what is only like the old form loses nothing: %j', (definition) => {
  expect(widgetOfGraph(graphOfWidget({ definition }), '')).toEqual({ definition });
});

/** Any graph that is written as the editor of that time wrote them. */
const anyGraph = fc
  .constantFrom(...Object.values(graphs))
  .chain(({ old }) => fc.tuple(fc.constant(old), fc.subarray(Object.keys(old))))
  .chain(([old, kept]) => {
    const always = ['viz', 'requests'];
    const entries = Object.entries(old).filter(([name]) => [...always, ...kept].includes(name));
    const title = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    return title.map((title) => ({
      ...(title === undefined ? {} : { title }),
      definition: Object.fromEntries(entries),
    }));
  });

test('any graph is itself again after it was a widget', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      expect(graphOfWidget(widgetOfGraph(graph, ''))).toEqual(graph);
    }),
  );
});
