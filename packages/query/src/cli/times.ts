const unitSeconds: { readonly [unit: string]: number } = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

const duration = /^(\d{1,9}(?:\.\d{1,3})?)([smhdw])$/;

/** `90m` in whole seconds; `undefined` when it is no duration above 0. */
export function secondsOf(text: string): number | undefined {
  const [, number, unit = ''] = duration.exec(text) ?? [];
  if (number === undefined) return undefined;
  const seconds = Math.round(Number(number) * (unitSeconds[unit] as number));
  return seconds > 0 ? seconds : undefined;
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * `now`, `-1d`, unix seconds, or an ISO date, which is UTC unless it says otherwise, in unix seconds;
 * `undefined` when it is none of these.
 */
export function timeOf(text: string, nowSeconds: number): number | undefined {
  if (text === 'now') return nowSeconds;
  const [, sign, span = ''] = /^([+-])(.+)$/.exec(text) ?? [];
  if (sign !== undefined) {
    const seconds = secondsOf(span);
    if (seconds === undefined) return undefined;
    return sign === '-' ? nowSeconds - seconds : nowSeconds + seconds;
  }
  if (/^\d{1,11}$/.test(text)) return Number(text);
  if (!isoDate.test(text)) return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) && text.length > 10;
  const milliseconds = Date.parse(hasZone || text.length === 10 ? text : `${text}Z`);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1_000);
}
