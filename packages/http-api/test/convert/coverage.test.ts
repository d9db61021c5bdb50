import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { definitionToday } from '../../src/convert/graph.js';
import { widgetToday } from '../../src/convert/screen-widget.js';

const require = createRequire(import.meta.url);

/** Names of the fields that a model of Datadog's own client has. */
function fieldsOf(model: string): string[] {
  const folder = '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models';
  const { [model]: Class } = require(`${folder}/${model}.js`);
  const map: Record<string, { baseName: string }> = Class.getAttributeTypeMap();
  return Object.entries(map)
    .filter(([name]) => name !== 'additionalProperties' && name !== 'type')
    .map(([, { baseName }]) => baseName);
}

/** What is wrong with it; nothing when it is taken. */
function problem(convert: () => unknown): string {
  try {
    convert();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

const graphs: readonly (readonly [viz: string, definition: string, request: string])[] = [
  ['timeseries', 'TimeseriesWidgetDefinition', 'TimeseriesWidgetRequest'],
  ['query_value', 'QueryValueWidgetDefinition', 'QueryValueWidgetRequest'],
  ['toplist', 'ToplistWidgetDefinition', 'ToplistWidgetRequest'],
  ['change', 'ChangeWidgetDefinition', 'ChangeWidgetRequest'],
  ['heatmap', 'HeatMapWidgetDefinition', 'HeatMapWidgetRequest'],
  ['distribution', 'DistributionWidgetDefinition', 'DistributionWidgetRequest'],
  ['hostmap', 'HostMapWidgetDefinition', 'HostMapRequest'],
  ['scatterplot', 'ScatterPlotWidgetDefinition', 'ScatterPlotRequest'],
];

/** Parts that several graphs have, and where. */
const parts: readonly (readonly [viz: string, part: string, model: string])[] = [
  ['timeseries', 'yaxis', 'WidgetAxis'],
  ['heatmap', 'xaxis', 'HeatMapWidgetXAxis'],
  ['distribution', 'xaxis', 'DistributionWidgetXAxis'],
  ['distribution', 'yaxis', 'DistributionWidgetYAxis'],
  ['hostmap', 'style', 'HostMapWidgetDefinitionStyle'],
];

describe('the tables know every field that there is today', () => {
  test.each(graphs)('of a %s', (viz, definition, request) => {
    const unknown = [
      ...fieldsOf(definition).map((field) =>
        problem(() => definitionToday({ viz, requests: [{ q: 'a' }], [field]: {} }, '')),
      ),
      ...fieldsOf(request).map((field) =>
        problem(() => definitionToday({ viz, requests: [{ [field]: {} }] }, '')),
      ),
    ];

    expect(unknown.filter((message) => message.includes('in no table'))).toEqual([]);
  });

  test.each(parts)('of a %s, its %s', (viz, part, model) => {
    const unknown = fieldsOf(model).map((field) =>
      problem(() => definitionToday({ viz, requests: [{ q: 'a' }], [part]: { [field]: 'x' } }, '')),
    );

    expect(unknown.filter((message) => message.includes('in no table'))).toEqual([]);
  });

  test.each([
    ['event_stream', 'EventStreamWidgetDefinition'],
    ['event_timeline', 'EventTimelineWidgetDefinition'],
    ['free_text', 'FreeTextWidgetDefinition'],
    ['note', 'NoteWidgetDefinition'],
    ['image', 'ImageWidgetDefinition'],
    ['iframe', 'IFrameWidgetDefinition'],
    ['alert_graph', 'AlertGraphWidgetDefinition'],
    ['alert_value', 'AlertValueWidgetDefinition'],
    ['check_status', 'CheckStatusWidgetDefinition'],
    ['manage_status', 'MonitorSummaryWidgetDefinition'],
    ['trace_service', 'ServiceSummaryWidgetDefinition'],
    ['log_stream', 'LogStreamWidgetDefinition'],
  ])('of a %s on a screenboard', (type, model) => {
    const place = { x: 0, y: 0, width: 1, height: 1 };

    const unknown = fieldsOf(model).map((field) =>
      problem(() => widgetToday({ type, ...place, [field]: {} }, '')),
    );

    expect(unknown.filter((message) => message.includes('in no table'))).toEqual([]);
  });
});
