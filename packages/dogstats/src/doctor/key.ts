import { knownSites } from '@dogstats/transport/site';
import { blocked, type Check, failed, ok, type Result, unseen, warning } from './check.js';
import type { Patient } from './patient.js';
import { timed } from './timed.js';

const path = '/api/v1/validate';

/** Whether the intake takes the key. */
export const key: Check = {
  name: 'key valid',
  async run(patient) {
    const { baseUrl, isBlocked, apiKey } = patient;
    if (baseUrl === undefined || isBlocked) return unseen;
    if (apiKey === undefined) return unseen;
    try {
      const { value, took } = await timed(ask(patient, baseUrl, apiKey));
      patient.answer = { ...value, atMs: patient.now() };
      return await judge(patient, value.status, value.excerpt, took);
    } catch (error) {
      const { message } = error as Error;
      return blocked(
        patient,
        message,
        'start what should answer there, or correct DD_URL, DD_SITE or the proxy variables',
      );
    }
  },
};

async function ask({ ca, env, timeoutMs }: Patient, baseUrl: string, apiKey: string) {
  const { probe } = await import('@dogstats/transport/probe');
  return probe({ baseUrl, path, apiKey, ca, env, timeoutMs });
}

async function judge(
  patient: Patient,
  status: number,
  excerpt: string,
  took: string,
): Promise<Result> {
  if (status === 200) return ok(`the key is valid there (${took})`);
  if (status === 401 || status === 403) {
    return blocked(patient, `the key is refused there (${status})`, await whereElse(patient));
  }
  if (status === 404) {
    return warning(
      `no ${path} there, so the key is not checked`,
      'fine if DD_URL is a proxy that takes payloads only: the test point will tell',
    );
  }
  return failed(
    `GET ${path} answered ${status}${excerpt === '' ? '' : `: ${excerpt.slice(0, 200)}`}`,
    remedyOf(status),
  );
}

function remedyOf(status: number): string {
  if (status === 407) return 'check user and password in the proxy variable';
  if (status < 400) return 'correct DD_URL: redirects are not followed';
  return 'wait a minute and run this again; if it stays, look at the status page of the site';
}

/** The site that does take the key, if we may ask. */
async function whereElse(patient: Patient): Promise<string> {
  const { settings, apiKey = '', baseUrl } = patient;
  const general =
    'a key belongs to one organization and site: check DD_API_KEY (not an application key) and ' +
    'DD_SITE';
  if (settings.url !== undefined) return 'set DD_API_KEY to a key that is taken there';
  if (!patient.triesOtherSites) return `${general}; --other-sites asks Datadog's other sites`;
  for (const site of knownSites) {
    const other = `https://api.${site}`;
    if (other === baseUrl) continue;
    const answer = await ask(patient, other, apiKey).catch(() => undefined);
    if (answer?.status === 200) return `this key is valid on ${site}: set DD_SITE=${site}`;
  }
  return `no other site of Datadog takes it either; ${general}`;
}
