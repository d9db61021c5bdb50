import type { Api, Json, Request, Result } from '../api.js';
import { type CallOptions, checkTexts } from '../arguments.js';
import {
  type DashboardSummary,
  type DashboardToday,
  type DeletedDashboard,
  dashboardPath,
  dashboardSchema,
  deleteById,
  readSummaries,
} from '../calls/dashboards.js';
import { graphOfWidget, widgetOfGraph } from '../convert/graph.js';
import { arrayAt } from '../convert/shape.js';
import { variablesOfOld, variablesToday } from '../convert/template-variables.js';
import { wrongArgument } from '../errors.js';

/** A graph of a timeboard: a title and a definition with `viz`, `requests`, `events`. */
export interface Graph extends Json {
  readonly title?: string | undefined;
  readonly definition: Json;
}

export interface TemplateVariable extends Json {
  readonly name: string;
  readonly prefix?: string | null | undefined;
  readonly default?: string | null | undefined;
}

/** A dashboard as dogapi gave it; what came later stands beside. */
export interface Timeboard extends Json {
  /** Text such as `abc-def-ghi`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly graphs: readonly Graph[];
  readonly template_variables: readonly TemplateVariable[];
  readonly read_only?: boolean | undefined;
}

/** The answer to `dashboard()`, `createDashboard()` and `updateDashboard()`. */
export interface TimeboardAnswer {
  readonly dash: Timeboard;
}

/** The answer to `dashboards()`. */
export interface TimeboardList {
  readonly dashes: readonly DashboardSummary[];
}

export interface DashboardOptions extends CallOptions {
  /** @default [] */
  readonly templateVariables?: readonly TemplateVariable[] | undefined;
}

/**
 * Makes a dashboard with an ordered layout from graphs. Gives its id.
 *
 * @param graphs in a list, or its JSON
 */
export function createDashboard(
  api: Api,
  title: string,
  description: string,
  graphs: readonly Graph[] | string,
  options?: DashboardOptions,
): Promise<Result<string, TimeboardAnswer>> {
  return write(api, 'POST', '/dashboard', { title, description, graphs }, options);
}

/** Replaces title, description, graphs and template variables of a dashboard. Gives its id. */
export function updateDashboard(
  api: Api,
  dashboardId: string,
  title: string,
  description: string,
  graphs: readonly Graph[] | string,
  options?: DashboardOptions,
): Promise<Result<string, TimeboardAnswer>> {
  return write(api, 'PUT', dashboardPath(dashboardId), { title, description, graphs }, options);
}

/** Gives a dashboard, its widgets as graphs. */
export async function dashboard(
  api: Api,
  dashboardId: string,
  options: CallOptions = {},
): Promise<Result<Timeboard, TimeboardAnswer>> {
  const request: Request = { method: 'GET', path: dashboardPath(dashboardId), options };
  const dash = timeboardOf(await api.call(request, dashboardSchema));
  return { value: dash, whole: { dash } };
}

/** Gives what is known of all dashboards with an ordered layout, from as many pages as there are. */
export async function dashboards(
  api: Api,
  options: CallOptions = {},
): Promise<Result<readonly DashboardSummary[], TimeboardList>> {
  const dashes = await readSummaries(api, 'ordered', options);
  return { value: dashes, whole: { dashes } };
}

/** Deletes a dashboard. */
export function deleteDashboard(
  api: Api,
  dashboardId: string,
  options: CallOptions = {},
): Promise<Result<DeletedDashboard>> {
  return deleteById(api, dashboardId, options);
}

async function write(
  api: Api,
  method: 'POST' | 'PUT',
  path: string,
  given: { readonly title: string; readonly description: string; readonly graphs: unknown },
  { templateVariables = [], ...options }: DashboardOptions = {},
): Promise<Result<string, TimeboardAnswer>> {
  const { title, description } = given;
  checkTexts({ title, description });
  const graphs = typeof given.graphs === 'string' ? parsed(given.graphs) : given.graphs;
  const body = {
    title,
    description,
    layout_type: 'ordered',
    widgets: arrayAt(graphs, 'graphs').map((graph, index) =>
      widgetOfGraph(graph, `graphs[${index}]`),
    ),
    template_variables: variablesToday(templateVariables, 'templateVariables'),
  };
  const dash = timeboardOf(await api.call({ method, path, body, options }, dashboardSchema));
  return { value: dash.id, whole: { dash } };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw wrongArgument(`graphs is text, but no JSON: ${(error as Error).message}`);
  }
}

function timeboardOf(today: DashboardToday): Timeboard {
  const { widgets, template_variables, is_read_only, description, ...others } = today;
  return {
    ...others,
    description: description ?? '',
    graphs: widgets.map((widget) => graphOfWidget(widget) as Graph),
    template_variables: variablesOfOld(template_variables ?? []) as unknown as TemplateVariable[],
    ...(is_read_only === undefined ? {} : { read_only: is_read_only }),
  };
}
