import { IntakeError } from '../intake-error.js';

/** What those get who wait for an intake that ends. */
export function closedError(): IntakeError {
  return new IntakeError('ERR_CLOSED', 'the intake was closed');
}
