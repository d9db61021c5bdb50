import type { Environment } from '@dogstats/transport/site';
import { z } from 'zod';
import { aggregateNames } from '../aggregate/histogram-aggregates.js';
import type { RedisRelayOptions } from './relay-options.js';

/** What the command needs: where Redis is, and the options of a relay but for its client. */
export interface CliSettings {
  readonly redisUrl: string;
  readonly relay: Omit<RedisRelayOptions, 'client'>;
}

const text = z.string().trim().min(1).optional().catch(undefined);

/** Variables that this project uses everywhere. */
const ownVariables = z.object({
  REDIS_URL: text,
  DD_API_KEY: text,
  DD_SITE: text,
  DD_URL: text,
  DD_TAGS: text,
  DD_HOSTNAME: text,
  DOGSTATS_ALLOW_HTTP: text,
});

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue({ code: 'custom', message: 'expected JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema)
    .optional();

/** Variables of a Chouette agent, for one that is replaced. */
const chouetteVariables = z.object({
  API_KEY: text,
  GLOBAL_TAGS: json(z.array(z.string())),
  HOST: text,
  DATADOG_URL: text,
  METRIC_TTL: z.coerce.number().int().min(60).optional(),
  HISTOGRAM_AGGREGATES: json(z.array(z.enum(aggregateNames))),
  HISTOGRAM_PERCENTILES: json(z.array(z.number())),
  REDIS_HOST: text,
  REDIS_PORT: text,
});

/** @throws {Error} that names every variable that can't be used. */
export function ownSettings(env: Environment): CliSettings {
  const { REDIS_URL, DD_API_KEY, DD_SITE, DD_URL, DD_TAGS, DD_HOSTNAME, DOGSTATS_ALLOW_HTTP } =
    read(ownVariables, env);
  return {
    redisUrl: REDIS_URL ?? 'redis://localhost:6379',
    relay: {
      globalTags: DD_TAGS?.split(/[\s,]+/).filter((tag) => tag !== '') ?? [],
      host: DD_HOSTNAME,
      delivery: {
        apiKey: DD_API_KEY ?? keyless(DD_URL),
        site: DD_SITE,
        url: DD_URL,
        allowInsecureHttp: DOGSTATS_ALLOW_HTTP === '1',
        env,
      },
    },
  };
}

/** @throws {Error} that names every variable that can't be used. */
export function chouetteSettings(env: Environment): CliSettings {
  const given = read(chouetteVariables, env);
  const { REDIS_HOST = 'redis', REDIS_PORT = '6379' } = given;
  // The agent appends /v1/series to it.
  const url = given.DATADOG_URL?.replace(/\/api\/*$/, '');
  return {
    redisUrl: `redis://${REDIS_HOST}:${REDIS_PORT}`,
    relay: {
      globalTags: given.GLOBAL_TAGS ?? [],
      host: given.HOST,
      ttlSeconds: given.METRIC_TTL === undefined ? undefined : Math.min(given.METRIC_TTL, 3_300),
      histogram: {
        ...(given.HISTOGRAM_AGGREGATES && { aggregates: given.HISTOGRAM_AGGREGATES }),
        ...(given.HISTOGRAM_PERCENTILES && { percentiles: given.HISTOGRAM_PERCENTILES }),
      },
      delivery: { apiKey: given.API_KEY ?? keyless(url), url, env },
    },
  };
}

/** An address of one's own may need no key: an intake on this machine, a proxy that adds its own. */
function keyless(url: string | undefined): string {
  return url === undefined ? '' : 'none';
}

function read<T extends z.ZodType>(schema: T, env: Environment): z.infer<T> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(problems.join('\n'));
}
