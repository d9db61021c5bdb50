/** `1 sample`, `2 unsent samples`. */
export function countSamples(calls: number, kind = ''): string {
  return `${calls} ${kind}sample${calls === 1 ? '' : 's'}`;
}
