import { withEnvironment } from '../environment-options.js';
import { blocked, type Check, ok, warning } from './check.js';

/** Whether `start()` can use our own variables. */
export const settings: Check = {
  name: 'settings',
  run(patient) {
    const problems: string[] = [];
    const { disabled, allowInsecureHttp } = withEnvironment({}, patient.env, problems);
    patient.allowInsecureHttp = allowInsecureHttp ?? false;
    if (problems.length > 0) {
      return blocked(patient, problems.join('; '), 'correct the variable, or unset it');
    }
    if (disabled) {
      return warning('DOGSTATS_DISABLED: nothing is recorded', 'unset it where metrics are wanted');
    }
    const given = Object.keys(patient.env).filter((name) => /^DOGSTATS_./.test(name));
    return ok(given.length === 0 ? 'defaults' : given.join(', '));
  },
};
