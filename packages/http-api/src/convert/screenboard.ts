import type { Json } from '../api.js';
import { widgetOfOld, widgetToday } from './screen-widget.js';
import {
  anything,
  arrayAt,
  convert,
  isEmpty,
  objectAt,
  renamed,
  revert,
  type Shape,
  same,
} from './shape.js';
import { variablesOfOld, variablesToday } from './template-variables.js';

/** What a screenboard was described by. */
const board: Shape = {
  fields: [
    renamed('board_title', 'title'),
    ...same(
      'description',
      'notify_list',
      'tags',
      'reflow_type',
      'restricted_roles',
      'template_variable_presets',
      'default_timeframe',
      'tabs',
    ),
    renamed('read_only', 'is_read_only'),
    renamed(
      'widgets',
      'widgets',
      (value, where) =>
        arrayAt(value, where).map((widget, index) => widgetToday(widget, `${where}[${index}]`)),
      (value) => (value as Json[]).map(widgetOfOld),
    ),
    renamed('template_variables', 'template_variables', variablesToday, (value) =>
      variablesOfOld(value as Json[]),
    ),
  ],
  // The size and look of the canvas, which grows by itself today; and what Datadog fills in.
  idle: {
    width: anything,
    height: anything,
    board_bgtype: anything,
    shared: isEmpty,
    templated: anything,
    id: anything,
    new_id: anything,
    created: anything,
    created_by: anything,
    modified: anything,
    title_edited: anything,
    isIntegration: isEmpty,
    disableEditing: isEmpty,
    disableCog: isEmpty,
    isShared: isEmpty,
    originalHeight: anything,
    originalWidth: anything,
    original_title: anything,
    url: anything,
    author_handle: anything,
    author_name: anything,
    created_at: anything,
    modified_at: anything,
    layout_type: anything,
    resource: anything,
  },
};

/** @throws {DogStatsError} `ERR_OPTIONS` for what is in no table. */
export function boardToday(old: Json): Json {
  return {
    title: '',
    widgets: [],
    ...convert(board, objectAt(old, 'description'), ''),
    layout_type: 'free',
  };
}

/** The way back; `layout_type` and what came later stays beside. */
export function boardOfOld(today: Json): Json {
  return revert(board, today);
}
