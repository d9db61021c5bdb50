import { z } from 'zod';
import type { Json } from '../api.js';

/** `{ status: 'ok' }`: taken, and not yet stored. */
export interface Accepted extends Json {
  readonly status?: string | undefined;
}

export const accepted: z.ZodType<Accepted> = z.looseObject({ status: z.string().optional() });
