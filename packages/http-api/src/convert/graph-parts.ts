import type { Json } from '../api.js';
import {
  arrayAt,
  convert,
  type Field,
  isEmpty,
  objectAt,
  oneOf,
  renamed,
  revert,
  type Shape,
  same,
  unconvertible,
} from './shape.js';

/** Queries of other sources than `q`; they are as they were. */
export const queryFields: readonly Field[] = same(
  'q',
  'queries',
  'formulas',
  'response_format',
  'log_query',
  'apm_query',
  'event_query',
  'process_query',
  'network_query',
  'rum_query',
  'security_query',
  'profile_metrics_query',
  'audit_query',
);

/** Colours of lines and bars. */
export const requestStyle: Shape = {
  fields: [
    ...same('palette', 'order_by'),
    renamed('type', 'line_type'),
    renamed('width', 'line_width'),
  ],
};

const palettes: Readonly<Record<string, string>> = {
  red: 'white_on_red',
  green: 'white_on_green',
  yellow: 'white_on_yellow',
};

/** Colours of a number by its value. */
export const conditionalFormat: Shape = {
  fields: [
    ...same(
      'comparator',
      'custom_bg_color',
      'custom_fg_color',
      'hide_value',
      'image_url',
      'metric',
      'timeframe',
    ),
    renamed('value', 'value', numberAt),
    ...same('palette'),
    // Of screenboards.
    renamed('color', 'palette', (value) => palettes[String(value)] ?? value),
  ],
  idle: { invert: isEmpty, inverted: isEmpty },
};

/** Lines across a graph. `value`, such as `y = 5`, says what the other fields say. */
export const marker: Shape = {
  fields: [renamed('type', 'display_type'), ...same('value', 'label', 'time')],
  idle: { val: () => true, min: () => true, max: () => true, dim: () => true },
};

export const axis: Shape = {
  fields: [
    ...same('scale', 'label', 'num_buckets'),
    renamed('min', 'min', bound, unbound),
    renamed('max', 'max', bound, unbound),
    renamed('includeZero', 'include_zero'),
  ],
  idle: { includeUnits: isEmpty, filter: isEmpty },
};

/** Events over a graph: a search as text, or in an object. */
export const events: Field = renamed('events', 'events', (value, where) =>
  arrayAt(value, where).map((event, index) => {
    const at = `${where}[${index}]`;
    const object = typeof event === 'string' ? { q: event } : objectAt(event, at);
    if (typeof object['q'] !== 'string') throw unconvertible(at, event, 'a search in q');
    return convert({ fields: same('q', 'tags_execution') }, object, at);
  }),
);

/** Of an expression, how it is named: `{ 'avg:a{*}': { alias: 'A' } }`. */
export const metadata: Field = renamed(
  'metadata',
  'metadata',
  (value, where) => {
    if (Array.isArray(value)) return value;
    return Object.entries(objectAt(value, where)).map(([expression, named]) => {
      const at = `${where}[${JSON.stringify(expression)}]`;
      return {
        expression,
        ...convert({ fields: [renamed('alias', 'alias_name')] }, objectAt(named, at), at),
      };
    });
  },
  (value) => {
    const byExpression = new Map(
      (value as Json[]).map(({ expression, alias_name, ...rest }) => [
        expression as string,
        { ...(alias_name === undefined ? {} : { alias: alias_name }), ...rest },
      ]),
    );
    const isWhole = byExpression.size === (value as Json[]).length;
    return isWhole ? Object.fromEntries(byExpression) : value;
  },
);

export const displayType: (value: unknown, where: string) => string = oneOf([
  'line',
  'area',
  'bars',
  'overlay',
]);

/** @throws {DogStatsError} `ERR_OPTIONS` */
export function numberAt(value: unknown, where: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw unconvertible(where, value, 'a number');
}

/** Today bounds are text. */
function bound(value: unknown, where: string): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw unconvertible(where, value, "a number or 'auto'");
}

function unbound(value: unknown): unknown {
  return value === '' || Number.isNaN(Number(value)) ? value : Number(value);
}

/** A list of requests that are told apart by their `type` becomes an object of them. */
export function requestsByType(types: readonly string[], shape: Shape): Field {
  return renamed(
    'requests',
    'requests',
    (value, where) => {
      const byType: Record<string, unknown> = {};
      if (!Array.isArray(value)) return value;
      for (const [index, entry] of value.entries()) {
        const at = `${where}[${index}]`;
        const { type = types[index], ...request } = objectAt(entry, at);
        const name = oneOf(types)(type, `${at}.type`);
        if (name in byType) throw unconvertible(`${at}.type`, type, 'one of each type');
        byType[name] = convert(shape, request, at);
      }
      return byType;
    },
    (value) => {
      const requests = Object.entries(value as Json);
      // What has other parts came later, and never was a list.
      if (requests.some(([type]) => !types.includes(type))) return value;
      return requests.map(([type, request]) => ({ ...revert(shape, request as Json), type }));
    },
  );
}
