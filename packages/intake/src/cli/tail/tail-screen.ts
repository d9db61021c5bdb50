import type { FollowedMetric, FollowedMetrics } from './followed-metrics.js';

/** What a line tells. */
export type ToldMetric = Pick<
  FollowedMetric,
  'name' | 'type' | 'contexts' | 'last' | 'at' | 'sparkline'
>;

/** Where the lines of `tail` go. */
export interface TailScreen {
  /** @param changed those of `all` that are new */
  show(changed: readonly ToldMetric[], all: Pick<FollowedMetrics, 'count' | 'first'>): void;
  say(message: string): void;
}

type Print = (line: string) => void;

/** For programs: a line of JSON for each metric that changed. */
export function jsonScreen(print: Print, say: Print): TailScreen {
  return {
    show: (changed) => {
      for (const metric of changed) print(JSON.stringify(metric));
    },
    say,
  };
}

/** For pipes: a line for each metric that changed. */
export function lineScreen(print: Print, say: Print): TailScreen {
  return {
    show: (changed) => {
      for (const metric of changed)
        print(`${timeOf(metric)}  ${rowOf(metric, metric.name.length)}`);
    },
    say,
  };
}

/** For a terminal: a table that is drawn anew in its place, as high and as wide as fits. */
export function tableScreen(terminal: {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}): TailScreen {
  let height = 0;
  let toldCount = -1;
  let toldRoom = 0;
  const draw = (lines: readonly string[]): void => {
    const up = height > 0 ? `\u001b[${height}A` : '';
    const fitting = lines.map((line) => `${[...line].slice(0, terminal.columns).join('')}\u001b[K`);
    terminal.write(`${up}\r\u001b[J${fitting.join('\n')}\n`);
    height = lines.length;
  };
  return {
    show: (changed, all) => {
      const room = Math.max(terminal.rows - 3, 1);
      const shown: readonly ToldMetric[] = all.first(room);
      const { count } = all;
      const same = count === toldCount && room === toldRoom;
      // Of thousands few are seen: the others may change as they like.
      if (same && !shown.some((metric) => changed.includes(metric))) return;
      toldCount = count;
      toldRoom = room;
      const width = Math.max(...shown.map(({ name }) => name.length), 0);
      const more = count - shown.length;
      const rest = more > 0 ? [`  … and ${more} more: name a pattern, such as 'http.*'`] : [];
      draw([...shown.map((metric) => `  ${rowOf(metric, width)}`), ...rest]);
    },
    say: (message) => {
      toldCount = -1;
      draw([`  ${message}`]);
    },
  };
}

function rowOf({ name, type, contexts, last, sparkline }: ToldMetric, width: number): string {
  const many = contexts === 1 ? '' : `  ${contexts} contexts`;
  return `${clean(name).padEnd(width)}  ${sparkline}  ${valueText(last)}  ${type}${many}`;
}

/** Nothing that a terminal would obey. */
function clean(text: string): string {
  let result = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    result += code < 0x20 || (code >= 0x7f && code < 0xa0) ? '�' : character;
  }
  return result;
}

function valueText(value: number | null | undefined): string {
  if (value === undefined) return '–';
  if (value === null) return 'overflow';
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}

function timeOf({ at }: ToldMetric): string {
  return new Date(at * 1_000).toTimeString().slice(0, 8);
}
