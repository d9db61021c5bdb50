import { detectOrigin } from '@dogstats/dogstatsd';
import type { Environment } from '@dogstats/transport/site';
import { defaultRoute } from './default-route.js';
import { formatTags, overrideTags } from './tags.js';
import { addressFromEnvironment, isPort } from './transport-environment.js';
import type { Cardinality, ClientOptions } from './types.js';
import { validNumber, warn } from './valid-option.js';

/** What turns Datadog's extensions on where nobody says otherwise. */
const datadogSignals = [
  'DD_AGENT_HOST',
  'DD_DOGSTATSD_PORT',
  'DD_ENTITY_ID',
  'DD_ENV',
  'DD_SERVICE',
  'DD_VERSION',
  'DD_EXTERNAL_ENV',
  'DD_CARDINALITY',
  'DD_TAGS',
  'DD_DOGSTATSD_URL',
  'DD_DOGSTATSD_SOCKET',
];

const longestTimerMs = 2_147_483_647;
const largestUnixDatagram = 8192;

/** Options with defaults and environment put in. Nothing throws: what can't be used is told and left out. */
export interface Settings {
  protocol: string;
  host: string | undefined;
  port: number;
  path: string | undefined;
  cacheDns: boolean;
  cacheDnsTtl: number;
  prefix: string;
  suffix: string;
  tagPrefix: string;
  tagSeparator: string;
  globalTags: string[];
  telegraf: boolean;
  datadog: boolean;
  originDetection: boolean;
  containerID: string | undefined;
  externalData: string | undefined;
  cardinality: Cardinality | undefined;
  maxBufferSize: number;
  bufferFlushInterval: number;
  sampleRate: number;
  closingFlushInterval: number;
  includeDatadogTelemetry: boolean;
  telemetryFlushInterval: number;
}

export function resolveSettings(options: ClientOptions, env: Environment): Settings {
  const telegraf = options.telegraf ?? false;
  const address = addressFromEnvironment(options, env);
  const protocol = (options.protocol ?? address.protocol ?? 'udp').toLowerCase();
  const datadog = !telegraf && (options.datadog ?? datadogSignals.some((name) => isSet(env[name])));
  const origin = datadog ? detectOrigin(env, options.originDetection ?? true) : undefined;
  const originDetection =
    datadog &&
    (options.originDetection ?? true) &&
    !['false', '0'].includes(env['DD_ORIGIN_DETECTION_ENABLED']?.trim().toLowerCase() ?? '');
  return {
    protocol,
    host:
      (options.useDefaultRoute ? defaultRoute() : undefined) ??
      options.host ??
      address.host ??
      (env['DD_AGENT_HOST'] || undefined),
    port: validNumber('port', options.port, 'an integer in [1, 65535]', isPort) ?? address.port,
    path: options.path ?? address.path,
    cacheDns: options.cacheDns === true,
    cacheDnsTtl:
      validNumber('cacheDnsTtl', options.cacheDnsTtl, 'a number of milliseconds', isNotNegative) ??
      60_000,
    prefix: withPeriod(options.prefix, 'end'),
    suffix: withPeriod(options.suffix, 'start'),
    tagPrefix: options.tagPrefix ?? '#',
    tagSeparator: options.tagSeparator ?? ',',
    globalTags: globalTags(options, env, telegraf),
    telegraf,
    datadog,
    originDetection,
    containerID: datadog
      ? (options.containerID ?? (originDetection ? origin?.origin.containerId : undefined))
      : undefined,
    externalData: datadog ? cleanExternal(origin?.origin.externalData) : undefined,
    cardinality: datadog
      ? (validCardinality(options.cardinality) ?? origin?.origin.cardinality)
      : undefined,
    maxBufferSize: bufferSize(options.maxBufferSize, protocol),
    bufferFlushInterval:
      validNumber(
        'bufferFlushInterval',
        options.bufferFlushInterval,
        'a finite positive number <= 2147483647',
        isDelay,
      ) ?? 1000,
    sampleRate: validNumber('sampleRate', options.sampleRate, 'a number in (0, 1]', isRate) ?? 1,
    closingFlushInterval: options.closingFlushInterval ?? 50,
    includeDatadogTelemetry:
      (options.includeDatadogTelemetry ?? datadog) &&
      !telegraf &&
      !options.mock &&
      options.dogStats === undefined,
    telemetryFlushInterval:
      validNumber(
        'telemetryFlushInterval',
        options.telemetryFlushInterval,
        'a finite positive number <= 2147483647',
        isDelay,
      ) ?? 10_000,
  };
}

/** One of the four, in lower case; anything else is told and left out. */
export function validCardinality(value: unknown): Cardinality | undefined {
  if (value === undefined || value === null) return undefined;
  const text = String(value).toLowerCase();
  if (['none', 'low', 'orchestrator', 'high'].includes(text)) return text as Cardinality;
  warn(
    `invalid cardinality '${String(value).slice(0, 40)}': it is none, low, orchestrator or high`,
  );
  return undefined;
}

/** A prefix ends in a period and a suffix starts with one, unless it is empty. */
export function withPeriod(text: string | undefined, side: 'start' | 'end'): string {
  if (!text) return '';
  if (side === 'end') return text.endsWith('.') ? text : `${text}.`;
  return text.startsWith('.') ? text : `.${text}`;
}

function globalTags(options: ClientOptions, env: Environment, telegraf: boolean): string[] {
  const old = (options as { global_tags?: unknown }).global_tags;
  let tags: readonly string[] = formatTags(options.globalTags ?? old, telegraf);
  if (options.includeDataDogTags === false || options.isChild) return [...tags];
  const text = env['DD_TAGS'] || env['DATADOG_TAGS'] || '';
  const listed = text.split(text.includes(',') ? ',' : /\s+/).map((tag) => tag.trim());
  tags = overrideTags(tags, listed.filter(Boolean), telegraf);
  const unified = [
    // The Agent makes tags of it. Without an Agent it would be a tag with a value for each pod.
    ['dd.internal.entity_id', options.dogStats ? undefined : env['DD_ENTITY_ID']],
    ['env', env['DD_ENV']],
    ['service', env['DD_SERVICE']],
    ['version', env['DD_VERSION']],
  ].flatMap(([key, value]) => (isSet(value) ? [`${key}:${value}`] : []));
  return [...overrideTags(tags, unified, telegraf)];
}

function bufferSize(given: number | undefined, protocol: string): number {
  if (protocol !== 'uds') return given ?? 0;
  const size = given ?? largestUnixDatagram;
  if (size <= largestUnixDatagram) return size;
  console.warn(
    `dogstats: maxBufferSize ${size} is more than the ${largestUnixDatagram} bytes that UDS takes: using ${largestUnixDatagram}`,
  );
  return largestUnixDatagram;
}

/** What would end the field, or the line. */
function cleanExternal(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return text?.replace(/[|\u0000-\u001f]/g, '') || undefined;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

const isRate = (value: number): boolean => value > 0 && value <= 1;
const isDelay = (value: number): boolean => value > 0 && value <= longestTimerMs;
const isNotNegative = (value: number): boolean => value >= 0;
