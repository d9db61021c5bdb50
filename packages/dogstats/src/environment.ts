type Environment = Readonly<Record<string, string | undefined>>;

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
}

/** Reads Datadog's variables, and the log level; other variables of our own stand for options. */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const first = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const value = env[name]?.trim();
      if (value) return value;
    }
    return undefined;
  };
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
