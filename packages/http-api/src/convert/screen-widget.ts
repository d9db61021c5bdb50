import { didYouMean } from '@dogstats/transport/site';
import type { Json } from '../api.js';
import { wrongArgument } from '../errors.js';
import { definitionOfOld, definitionToday, isGraphType } from './graph.js';
import { numberAt } from './graph-parts.js';
import { flatNumber, shapeByType, tile } from './screen-shapes.js';
import { convert, objectAt, revert, type Shape, unconvertible } from './shape.js';

const places = ['x', 'y', 'width', 'height'] as const;

/**
 * A widget of a screenboard as one of a dashboard with a free layout.
 *
 * @throws {DogStatsError} `ERR_OPTIONS` for what is in no table.
 */
export function widgetToday(old: unknown, where: string): Json {
  const { x, y, width, height, id, ...fields } = objectAt(old, where);
  const layout: Record<string, number> = {};
  for (const name of places) {
    const value = { x, y, width, height }[name];
    if (value === undefined)
      throw wrongArgument(`${where}.${name} is missing: every widget has a place`);
    layout[name] = numberAt(value, `${where}.${name}`);
  }
  return { ...(id === undefined ? {} : { id }), definition: bodyToday(fields, where), layout };
}

function bodyToday(fields: Json, where: string): Json {
  const { type, tile_def, definition, title, title_text, ...others } = fields;
  // What came back from a widget that dogapi's time did not know.
  if (definition !== undefined) return { ...objectAt(definition, `${where}.definition`), type };
  // There is no hidden title any more.
  const rest = title === false ? others : { ...others, title, title_text };
  if (isGraphType(type) && tile_def !== undefined) {
    const graph = objectAt(tile_def, `${where}.tile_def`);
    const { viz = type } = graph;
    if (viz !== type)
      throw unconvertible(`${where}.tile_def.viz`, viz, `the widget's type, ${type},`);
    return {
      ...convert(tile, rest, where),
      ...definitionToday({ ...graph, viz }, `${where}.tile_def`),
    };
  }
  if (type === 'query_value') return numberToday(rest, where);
  const shape =
    typeof type === 'string' && Object.hasOwn(shapeByType, type) ? shapeByType[type] : undefined;
  if (shape === undefined) throw unknownType(type, where);
  return { ...convert(shape, rest, where), type };
}

function numberToday(fields: Json, where: string): Json {
  const { q, aggregator, conditional_formats, ...definition } = convert(flatNumber, fields, where);
  if (q === undefined) throw wrongArgument(`${where}.query is missing`);
  const request = { q, aggregator, conditional_formats };
  const autoscale = fields['unit'] === 'auto' ? { autoscale: true } : {};
  return { ...autoscale, ...definition, requests: [withoutHoles(request)], type: 'query_value' };
}

function withoutHoles(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** The way back. What dogapi's time did not know keeps its `definition`. */
export function widgetOfOld(widget: Json): Json {
  const { definition, layout, id } = widget;
  const { type, ...rest } = definition as Json;
  const place = { ...(id === undefined ? {} : { id }), ...((layout ?? {}) as Json) };
  if (isGraphType(type)) {
    const { viz, ...graph } = definitionOfOld({ ...rest, type });
    const [around, inside]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
    for (const [name, value] of Object.entries(graph)) {
      const part = tile.fields.some(({ is }) => is === name) ? around : inside;
      part[name] = value;
    }
    return { ...place, type, ...shownTitle(revert(tile, around)), tile_def: { ...inside, viz } };
  }
  if (typeof type !== 'string' || !Object.hasOwn(shapeByType, type)) {
    return { ...place, type, definition: rest };
  }
  return { ...place, type, ...shownTitle(revert(shapeByType[type] as Shape, rest)) };
}

function shownTitle(old: Record<string, unknown>): Json {
  return old['title_text'] === undefined ? old : { title: true, ...old };
}

function unknownType(type: unknown, where: string): Error {
  const known = [
    'timeseries',
    'query_value',
    'toplist',
    'change',
    'heatmap',
    'distribution',
    'hostmap',
    'scatterplot',
    ...Object.keys(shapeByType),
  ];
  const meant = typeof type === 'string' ? didYouMean(type, known) : undefined;
  const hint = meant === undefined ? `known are ${known.join(', ')}` : `did you mean '${meant}'?`;
  const tileless = isGraphType(type) ? `a ${type} needs a tile_def` : hint;
  return wrongArgument(
    `${where}.type is ${JSON.stringify(type)}, which can't be converted: ${tileless}`,
  );
}
