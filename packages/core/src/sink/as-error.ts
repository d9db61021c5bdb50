import { DogStatsError } from '../errors.js';

/** Whatever was thrown or reported, as an error that can be read. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    return new DogStatsError('ERR_SINK', String(thrown));
  } catch {
    return new DogStatsError('ERR_SINK', 'something was thrown that is no error');
  }
}

/** The errors of a list, whatever else is in it. */
export function asErrors(reported: unknown): Error[] {
  return Array.isArray(reported) ? reported.map(asError) : [];
}
