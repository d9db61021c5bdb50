import { resolveEndpoint } from '@dogstats/transport/site';
import { blocked, type Check, ok, warning } from './check.js';

/** Where metrics go. */
export const address: Check = {
  name: 'address',
  run(patient) {
    const { site, url } = patient.settings;
    const { allowInsecureHttp } = patient;
    const endpoint = resolveEndpoint({ site, url, allowInsecureHttp });
    if ('problem' in endpoint) {
      const variable = endpoint.option === 'url' ? 'DD_URL' : 'DD_SITE';
      return blocked(patient, endpoint.problem, `correct ${variable}`);
    }
    patient.baseUrl = endpoint.baseUrl;
    const from =
      url === undefined ? `site ${endpoint.baseUrl.slice('https://api.'.length)}` : 'DD_URL';
    const message = `${endpoint.baseUrl} (${from})`;
    if (url !== undefined && site !== undefined) {
      return warning(
        `${message}; DD_SITE=${site} has no effect`,
        'unset one of DD_URL and DD_SITE',
      );
    }
    return ok(message);
  },
};
