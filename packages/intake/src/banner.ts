import type { IntakeRequest } from './requests/intake-request.js';

/**
 * The lines printed at the start. The env line can be pasted into a shell.
 *
 * @param keyed whether keys are configured; they are never printed
 */
export function startBanner(url: string, keyed: boolean, loopback: boolean): string {
  const key = keyed ? '<key>' : 'local';
  const page = loopback ? `${url}/` : `${url}/?api_key=<key>`;
  return [
    `  ✔ Datadog-compatible intake   ${url}`,
    `  ✔ Live page                   ${page}`,
    `  → point an app at it:         DD_URL=${url} DD_API_KEY=${key} node app.js`,
    '    waiting for metrics …  (Ctrl-C ends it)',
  ].join('\n');
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
