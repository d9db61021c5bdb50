import { arrayAt, oneOfAt, optionalStringAt, stringAt } from '../decode/fields.js';
import { Refusal } from '../http/refusal.js';
import { fieldsAt } from './request.js';

/** A dashboard as it is answered for. Nothing draws it. */
export interface Dashboard {
  /** Three times three letters or digits. */
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly layout_type: 'ordered' | 'free';
  readonly widgets: readonly object[];
  readonly template_variables: readonly object[];
  readonly is_read_only: boolean;
  readonly notify_list: readonly unknown[];
  readonly author_handle: string;
  readonly author_name: string;
  readonly created_at: string;
  readonly modified_at: string;
  readonly url: string;
}

/** Those that Datadog's documentation lists. */
const widgetTypes = [
  'alert_graph',
  'alert_value',
  'bar_chart',
  'change',
  'check_status',
  'cohort',
  'distribution',
  'event_stream',
  'event_timeline',
  'free_text',
  'funnel',
  'geomap',
  'group',
  'heatmap',
  'hostmap',
  'iframe',
  'image',
  'list_stream',
  'log_stream',
  'manage_status',
  'note',
  'point_plot',
  'powerpack',
  'query_table',
  'query_value',
  'retention_curve',
  'run_workflow',
  'sankey',
  'scatterplot',
  'servicemap',
  'slo',
  'slo_list',
  'split_group',
  'sunburst',
  'timeseries',
  'toplist',
  'topology_map',
  'trace_service',
  'treemap',
  'wildcard',
] as const;

/** Widgets that draw something that has to be asked for. */
const withRequests = new Set([
  'change',
  'distribution',
  'heatmap',
  'hostmap',
  'query_table',
  'query_value',
  'scatterplot',
  'timeseries',
  'toplist',
  'treemap',
]);

interface DashboardBody {
  readonly title?: unknown;
  readonly description?: unknown;
  readonly layout_type?: unknown;
  readonly widgets?: unknown;
  readonly template_variables?: unknown;
  readonly is_read_only?: unknown;
  readonly notify_list?: unknown;
}

/**
 * A dashboard as it was sent, which is the whole of it: a change replaces everything.
 *
 * @param nextId of widgets that have none yet.
 * @throws {Refusal} 400
 */
export function readDashboard(
  body: unknown,
  { id, created_at }: Pick<Dashboard, 'id' | 'created_at'>,
  nextId: () => number,
  now: Date,
): Dashboard {
  const sent: DashboardBody = fieldsAt(body, 'the body');
  const title = stringAt(sent.title, 'title');
  const layout_type = oneOfAt(['ordered', 'free'], sent.layout_type, 'layout_type');
  return {
    id,
    title,
    description: optionalStringAt(sent.description, 'description') || null,
    layout_type,
    widgets: arrayAt(sent.widgets, 'widgets').map((widget, index) =>
      widgetAt(widget, `widgets[${index}]`, layout_type, nextId),
    ),
    template_variables: arrayAt(sent.template_variables ?? [], 'template_variables').map(
      (variable, index) => variableAt(variable, `template_variables[${index}]`),
    ),
    is_read_only: sent.is_read_only === true,
    notify_list: arrayAt(sent.notify_list ?? [], 'notify_list'),
    author_handle: 'local@localhost',
    author_name: 'local',
    created_at,
    modified_at: now.toISOString(),
    url: `/dashboard/${id}`,
  };
}

function widgetAt(
  value: unknown,
  where: string,
  layoutType: Dashboard['layout_type'],
  nextId: () => number,
): object {
  const widget = fieldsAt(value, where);
  const definition = fieldsAt(widget['definition'], `${where}.definition`);
  const type = oneOfAt(widgetTypes, definition['type'], `${where}.definition.type`);
  if (withRequests.has(type) && definition['requests'] === undefined) {
    throw new Refusal(400, `${where}.definition.requests is missing`);
  }
  if (layoutType === 'free') layoutAt(widget['layout'], `${where}.layout`);
  return { ...widget, id: typeof widget['id'] === 'number' ? widget['id'] : nextId() };
}

function layoutAt(value: unknown, where: string): void {
  const layout = fieldsAt(value, where);
  for (const place of ['x', 'y', 'width', 'height']) {
    if (typeof layout[place] !== 'number')
      throw new Refusal(400, `${where}.${place} must be a number`);
  }
}

function variableAt(value: unknown, where: string): object {
  const variable = fieldsAt(value, where);
  stringAt(variable['name'], `${where}.name`);
  return variable;
}
