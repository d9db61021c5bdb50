import type { DogstatsdView } from './dogstatsd/dogstatsd-door.js';
import type { IntakeRequest } from './requests/intake-request.js';

/** What the lines at the start tell. */
export interface BannerFacts {
  readonly url: string;
  /** Whether keys are configured; they are never printed. */
  readonly keyed: boolean;
  readonly loopback: boolean;
  readonly dogstatsd: DogstatsdView | undefined;
  /** Where points are handed on to. */
  readonly remoteWrite: string | undefined;
}

/** The lines printed at the start. The env line can be pasted into a shell. */
export function startBanner(facts: BannerFacts): string {
  const { url, keyed, loopback, dogstatsd, remoteWrite } = facts;
  const key = keyed ? '<key>' : 'local';
  const page = loopback ? `${url}/` : `${url}/?api_key=<key>`;
  return [
    `  ✔ Datadog-compatible intake   ${url}`,
    `  ✔ Live page                   ${page}`,
    ...(remoteWrite === undefined ? [] : [`  ✔ Remote write                ${remoteWrite}`]),
    ...dogstatsdLines(dogstatsd),
    `  → point an app at it:         DD_URL=${url} DD_API_KEY=${key} node app.mjs`,
    '    waiting for metrics …  (Ctrl-C ends it)',
  ].join('\n');
}

/** Clients differ in the variables that they read. */
function dogstatsdLines(door: DogstatsdView | undefined): string[] {
  if (door === undefined) return [];
  const { url, udp, socketPath } = door;
  const agent = udp && ` DD_AGENT_HOST=${udp.host} DD_DOGSTATSD_PORT=${udp.port}`;
  return [
    `  ✔ DogStatsD                   ${[udp && url, socketPath].filter(Boolean).join(', ')}`,
    `  → or as to an Agent:          DD_DOGSTATSD_URL=${url}${agent ?? ''} node app.mjs`,
  ];
}

/** The line for the first payload, the proof that an app found its way. */
export function payloadLine(request: IntakeRequest): string {
  const time = new Date(request.receivedAt).toTimeString().slice(0, 8);
  const route = request.path.replace('/api/', '');
  const size = `${(request.wireBytes / 1_024).toFixed(1)} KB ${request.encoding || 'plain'}`;
  return `    ${time}  first payload  ${route}  ${request.series} series  ${size}`;
}

/** One line for a refused request; the same refusal is printed once. */
export function refusalLine(request: IntakeRequest): string {
  return `    refused ${request.status} ${request.path}: ${request.errors.join('; ')}`;
}
