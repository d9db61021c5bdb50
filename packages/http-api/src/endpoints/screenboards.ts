import { z } from 'zod';
import { type Api, asWhole, type Json, type Request, type Result } from '../api.js';
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
import { boardOfOld, boardToday } from '../convert/screenboard.js';

/** What a screenboard is made from. */
export interface ScreenboardDescription extends Json {
  readonly board_title?: string | undefined;
  readonly description?: string | null | undefined;
  /** Each with its `type` and its place: `x`, `y`, `width`, `height`. */
  readonly widgets?: readonly Json[] | undefined;
  readonly template_variables?: readonly Json[] | undefined;
}

/** A screenboard as dogapi gave it; what came later stands beside. */
export interface Screenboard extends ScreenboardDescription {
  /** Text such as `abc-def-ghi`. */
  readonly id: string;
}

/** The answer to `getAllScreenboards()`. */
export interface ScreenboardList {
  readonly screenboards: readonly DashboardSummary[];
}

/** The answer to `shareScreenboard()`. */
export interface SharedScreenboard extends Json {
  readonly board_id: string;
  readonly public_url?: string | undefined;
}

const shared: z.ZodType<Json & { readonly public_url?: string | undefined }> = z.looseObject({
  public_url: z.string().optional(),
});

async function send(api: Api, request: Request): Promise<Result<Screenboard>> {
  const today: DashboardToday = await api.call(request, dashboardSchema);
  return asWhole(boardOfOld(today) as unknown as Screenboard);
}

/** Makes a dashboard with a free layout from the description of a screenboard. Gives it. */
export async function createScreenboard(
  api: Api,
  description: ScreenboardDescription,
  options: CallOptions = {},
): Promise<Result<Screenboard>> {
  return send(api, {
    method: 'POST',
    path: '/dashboard',
    body: boardToday(description),
    options,
  });
}

/** Replaces a screenboard. Gives it. */
export async function updateScreenboard(
  api: Api,
  boardId: string,
  description: ScreenboardDescription,
  options: CallOptions = {},
): Promise<Result<Screenboard>> {
  const body = boardToday(description);
  return send(api, { method: 'PUT', path: dashboardPath(boardId), body, options });
}

/** Gives a screenboard, its widgets as screenboards had them. */
export async function getScreenboard(
  api: Api,
  boardId: string,
  options: CallOptions = {},
): Promise<Result<Screenboard>> {
  return send(api, { method: 'GET', path: dashboardPath(boardId), options });
}

/** Gives what is known of all dashboards with a free layout, from as many pages as there are. */
export async function getAllScreenboards(
  api: Api,
  options: CallOptions = {},
): Promise<Result<readonly DashboardSummary[], ScreenboardList>> {
  const screenboards = await readSummaries(api, 'free', options);
  return { value: screenboards, whole: { screenboards } };
}

/** Deletes a screenboard. */
export function deleteScreenboard(
  api: Api,
  boardId: string,
  options: CallOptions = {},
): Promise<Result<DeletedDashboard>> {
  return deleteById(api, boardId, options);
}

/** Makes a screenboard readable by everybody who has its address, which it gives. */
export async function shareScreenboard(
  api: Api,
  boardId: string,
  options: CallOptions = {},
): Promise<Result<SharedScreenboard>> {
  checkTexts({ boardId });
  const body = {
    dashboard_id: boardId,
    dashboard_type: 'custom_screenboard',
    share_type: 'open',
  };
  const request: Request = { method: 'POST', path: '/dashboard/public', body, options };
  return asWhole({ ...(await api.call(request, shared)), board_id: boardId });
}
