import { checkApiKey } from '@dogstats/transport/site';
import { keyOfKeyless } from '../resolve-options.js';
import { blocked, type Check, failed, ok, warning } from './check.js';

/** Whether there is a key, and whether it looks like one. Never shows any of it. */
export const keySetting: Check = {
  name: 'key set',
  run(patient) {
    const { apiKey, url, agent } = patient.settings;
    if (apiKey === undefined && url !== undefined) {
      patient.apiKey = keyOfKeyless;
      return ok('none; DD_URL needs none');
    }
    if (apiKey === undefined && (agent.DD_DOGSTATSD_URL ?? agent.DD_AGENT_HOST) !== undefined) {
      return blocked(
        patient,
        'DD_API_KEY is not set, so start() sends to the Agent, which is not looked at here',
        'ask the Agent: agent status; or set DD_API_KEY to send straight to Datadog',
      );
    }
    if (apiKey === undefined) {
      return failed(
        'DD_API_KEY is not set',
        'set DD_API_KEY to a key of Organization Settings > API Keys; or, without an account, run ' +
          'a local intake and set DD_URL to its address',
      );
    }
    const check = checkApiKey(apiKey);
    if ('problem' in check) return failed(check.problem, 'copy the key again, without quotes');
    patient.apiKey = check.apiKey;
    const { length } = check.apiKey;
    if (check.hint !== undefined) return warning(check.hint, 'set DD_API_KEY to an API key');
    if (url === undefined && !/^[0-9a-f]{32}$/i.test(check.apiKey)) {
      return warning(
        `${length} characters; one of Datadog's has 32 hexadecimal digits`,
        'copy the key again from Organization Settings > API Keys',
      );
    }
    return ok(`${length} characters`);
  },
};
