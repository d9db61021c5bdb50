/** Each message once. */
export function distinctErrors(errors: readonly Error[]): Error[] {
  return [...new Map(errors.map((error) => [error.message, error])).values()];
}
