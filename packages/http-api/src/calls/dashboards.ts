import { z } from 'zod';
import { type Api, asWhole, type Json, type Request, type Result } from '../api.js';
import { type CallOptions, segment } from '../arguments.js';

/** A dashboard as `/api/v1/dashboard` has it. */
export interface DashboardToday extends Json {
  readonly id: string;
  readonly title: string;
  readonly description?: string | null | undefined;
  readonly layout_type: string;
  readonly widgets: readonly Json[];
  readonly template_variables?: readonly Json[] | null | undefined;
  readonly is_read_only?: boolean | undefined;
}

/** What lists say of a dashboard. */
export interface DashboardSummary extends Json {
  readonly id: string;
  readonly title?: string | undefined;
  /** Path of its page. */
  readonly resource?: string | undefined;
}

export interface DeletedDashboard extends Json {
  readonly deleted_dashboard_id: string;
}

const widget = z.looseObject({ definition: z.looseObject({ type: z.string() }) });

export const dashboardSchema: z.ZodType<DashboardToday> = z.looseObject({
  id: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  layout_type: z.string(),
  widgets: z.array(widget),
  template_variables: z.array(z.looseObject({ name: z.string() })).nullish(),
  is_read_only: z.boolean().optional(),
});
const list: z.ZodType<{ readonly dashboards: SummaryToday[] }> = z.looseObject({
  dashboards: z.array(
    z.looseObject({
      id: z.string(),
      layout_type: z.string().optional(),
      url: z.string().nullish(),
    }),
  ),
});
const deleted: z.ZodType<DeletedDashboard> = z.looseObject({ deleted_dashboard_id: z.string() });

interface SummaryToday extends Json {
  readonly id: string;
  readonly layout_type?: string | undefined;
  readonly url?: string | null | undefined;
}

const pageSize = 100;

export const dashboardPath = (id: string): string =>
  `/dashboard/${segment(id, 'the id of the board')}`;

/** What lists say of all dashboards of a layout: `ordered` ones were timeboards, `free` ones screenboards. */
export async function readSummaries(
  api: Api,
  layout: 'ordered' | 'free',
  options: CallOptions,
): Promise<DashboardSummary[]> {
  const found: DashboardSummary[] = [];
  for await (const summary of pagesOfSummaries(api, options)) {
    if (summary['layout_type'] === layout) found.push(summary);
  }
  return found;
}

export async function* pagesOfSummaries(
  api: Api,
  options: CallOptions,
): AsyncGenerator<DashboardSummary> {
  for (let start = 0; ; start += pageSize) {
    const query = { start, count: pageSize };
    const request: Request = { method: 'GET', path: '/dashboard', query, options };
    const { dashboards } = await api.call(request, list);
    for (const { url, ...summary } of dashboards) {
      yield url === undefined || url === null ? summary : { ...summary, url, resource: url };
    }
    if (dashboards.length < pageSize) return;
  }
}

export async function deleteById(
  api: Api,
  id: string,
  options: CallOptions,
): Promise<Result<DeletedDashboard>> {
  const request: Request = { method: 'DELETE', path: dashboardPath(id), options };
  return asWhole((await api.call(request, deleted.optional())) ?? { deleted_dashboard_id: id });
}
