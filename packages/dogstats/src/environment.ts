import { type Environment, firstVariable } from '@dogstats/transport/site';

/** What the environment says, by the option that it stands for; blank variables count as unset. */
export interface EnvironmentSettings {
  readonly apiKey: string | undefined;
  readonly site: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  /** Of DD_TAGS. */
  readonly tags: readonly string[];
  /** `env:`, `service:` and `version:`. */
  readonly unifiedTags: readonly string[];
  readonly logLevel: string | undefined;
  /** Where an Agent is, and what it should know of this process, by variable. */
  readonly agent: AgentVariables;
}

/** Variables of DogStatsD; what they mean is in `@dogstats/dogstatsd`. */
const agentVariables = [
  'DD_DOGSTATSD_URL',
  'DD_DOGSTATSD_SOCKET',
  'DD_AGENT_HOST',
  'DD_DOGSTATSD_PORT',
  'DD_ENTITY_ID',
  'DD_EXTERNAL_ENV',
  'DD_CARDINALITY',
  'DATADOG_CARDINALITY',
  'DD_ORIGIN_DETECTION_ENABLED',
] as const;

export type AgentVariables = { readonly [V in (typeof agentVariables)[number]]?: string };

/** Reads Datadog's variables, and the log level; other variables of our own stand for options. */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const first = (...names: readonly string[]): string | undefined => firstVariable(env, ...names);
  return {
    apiKey: first('DD_API_KEY', 'DATADOG_API_KEY'),
    site: first('DD_SITE', 'DATADOG_SITE'),
    url: first('DD_DD_URL', 'DD_URL'),
    host: first('DD_HOSTNAME'),
    tags: splitTags(first('DD_TAGS', 'DATADOG_TAGS')),
    unifiedTags: [
      ...unifiedTag('env', first('DD_ENV')),
      ...unifiedTag('service', first('DD_SERVICE')),
      ...unifiedTag('version', first('DD_VERSION')),
    ],
    logLevel: first('DOGSTATS_LOG_LEVEL')?.toLowerCase(),
    agent: Object.fromEntries(
      agentVariables.flatMap((name) => {
        const value = first(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** `a:1,b:2`; without a comma, `a:1 b:2`. */
function splitTags(text: string | undefined): string[] {
  if (text === undefined) return [];
  const separator = text.includes(',') ? ',' : /\s+/;
  return text
    .split(separator)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

function unifiedTag(key: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${key}:${value}`];
}
