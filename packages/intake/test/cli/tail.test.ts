import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FollowedChart, FollowedMetrics } from '../../src/cli/tail/followed-metrics.js';
import { serverSentEvents } from '../../src/cli/tail/server-sent-events.js';
import { sparkline } from '../../src/cli/tail/sparkline.js';
import { tail } from '../../src/cli/tail/tail.js';
import {
  jsonScreen,
  lineScreen,
  type ToldMetric,
  tableScreen,
} from '../../src/cli/tail/tail-screen.js';
import { createIntake, type Intake } from '../../src/index.js';
import { clock, now, sendDistribution, sendSeries } from '../client.js';

const view = (name: string, from: number, values: (number | null)[]): FollowedChart => ({
  ...{ key: `s ${name}`, name, kind: 'count', contexts: 1, width: 10, from },
  times: values.map((_, at) => from + at * 10),
  lines: [values],
  lastAt: from + (values.length - 1) * 10,
});

test.each([
  [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
  [[0, 100], '▁█'],
  [[5, 5], '▅▅'],
  [[-1, undefined, 1], '▁ █'],
  [[-1.7e308, 0, 1.7e308], '▁▅█'],
  [[], ''],
])('%j is %s', (values, line) => {
  expect(sparkline(values)).toBe(line);
});

describe('patterns', () => {
  const follows = (pattern: string, name: string): boolean =>
    new FollowedMetrics([pattern]).update([view(name, 0, [1])]).length === 1;

  test('are names in which * stands for any text', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(
        part,
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 }),
        (pattern, name) => {
          const expression = pattern.split('*').map((text) => text.replaceAll('.', '\\.'));
          expect(follows(pattern, name)).toBe(new RegExp(`^${expression.join('.*')}$`).test(name));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('any of several will do, and none is all', () => {
    const names = (patterns: string[]): string[] =>
      new FollowedMetrics(patterns)
        .update(['a', 'b', 'c'].map((name) => view(name, 0, [1])))
        .map(({ name }) => name);

    expect(names(['a', 'c'])).toEqual(['a', 'c']);
    expect(names([])).toEqual(['a', 'b', 'c']);
  });
});

test('what the feed sends again replaces what there was from there on', () => {
  const metrics = new FollowedMetrics([]);
  metrics.update([view('m', 0, [1, 2, 3])]);

  const [metric] = metrics.update([view('m', 20, [8, 1])]);

  expect(metric).toMatchObject({ last: 1, at: 30, sparkline: `${' '.repeat(26)}▁▂█▁` });
});

describe('a metric without a value', () => {
  const told = (values: (number | null)[]) => {
    const metrics = new FollowedMetrics([]);
    const changed = metrics.update([{ ...view('m', 20, values), lastAt: 7 }]);
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    lineScreen(print, print).show(changed, metrics);
    jsonScreen(print, print).show(changed, metrics);
    return lines;
  };

  test('that is too large for a number says so, and has a gap', () => {
    const [line, json = ''] = told([1, 3, null]);

    expect(line).toMatch(/ m {29}▁█ {3}overflow {2}count$/);
    expect(JSON.parse(json)).toMatchObject({ last: null, at: 40 });
  });

  test('that has been silent for longer than is shown has the time of its last point', () => {
    const [line, json = ''] = told([]);

    expect(line).toMatch(/ m {34}– {2}count$/);
    expect(JSON.parse(json)).toMatchObject({ last: null, at: 7 });
  });
});

test('of what is followed for days no more is held than is shown', () => {
  const metrics = new FollowedMetrics([]);
  for (let n = 0; n < 1_000; n++) metrics.update([view('m', n * 10, [n])]);

  expect(metrics.first(9)).toMatchObject([{ last: 999, at: 9_990 }]);
  expect(metrics.size).toBe(30);
});

test('events are read however their bytes are cut', async () => {
  const sent = Buffer.from('event: a\ndata: {"x":"ü\\n"}\n\nevent: b\ndata: [1]\n\nevent: torn');
  for (let size = 1; size <= sent.length; size++) {
    const chunks = (async function* () {
      for (let at = 0; at < sent.length; at += size) yield sent.subarray(at, at + size);
    })();
    const events = [];
    for await (const event of serverSentEvents(chunks)) events.push(event);
    expect(events).toEqual([
      { event: 'a', data: { x: 'ü\n' } },
      { event: 'b', data: [1] },
    ]);
  }
});

describe('screens', () => {
  /** Without what moves the cursor. */
  const plain = (text: string): string =>
    ['\u001b[K', '\u001b[J', '\r'].reduce((left, code) => left.replaceAll(code, ''), text);
  const metric = {
    ...{ name: 'a\u001b[31m', type: 'gauge', contexts: 3, last: 1.23456, at: 5, sparkline: '▁█' },
  };

  test('a line tells name, sparkline, value, type; nothing that a terminal obeys', () => {
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    lineScreen(print, () => {}).show([metric], new FollowedMetrics([]));

    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d {2}a�\[31m {2}▁█ {2}1\.235 {2}gauge {2}3 contexts$/);
  });

  test('JSON is a line for each metric', () => {
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    jsonScreen(print, () => {}).show([metric, metric], new FollowedMetrics([]));

    expect(lines.map((line) => JSON.parse(line))).toEqual([metric, metric]);
  });

  test('a table fits, is drawn in its place, and tells what it leaves out', () => {
    let text = '';
    const screen = tableScreen({
      columns: 20,
      rows: 5,
      write: (more) => {
        text += more;
      },
    });
    const metrics = new FollowedMetrics([]);
    const many = metrics.update(
      Array.from({ length: 5 }, (_, n) => view(`m${n}`, 0, [1, 2])).reverse(),
    );

    screen.show(many, metrics);
    const first = text;
    text = '';
    screen.show(many, metrics);

    expect(plain(first).split('\n')).toEqual([
      `  m0  ${' '.repeat(14)}`,
      `  m1  ${' '.repeat(14)}`,
      '  … and 3 more: name',
      '',
    ]);
    expect(text.startsWith('\u001b[3A')).toBe(true);
  });
});

describe('following a real intake', () => {
  let intake: Intake;
  let ending: AbortController;
  let shown: ToldMetric[];
  let said: string[];
  let following: Promise<void>;

  beforeEach(async () => {
    intake = await createIntake({ port: 0, clock });
    ending = new AbortController();
    shown = [];
    said = [];
  });
  afterEach(async () => {
    ending.abort();
    await following;
    await intake.close();
  });

  function follow(...patterns: string[]): void {
    following = tail({
      ...{ url: intake.url, key: undefined, patterns, signal: ending.signal },
      screen: {
        show: (changed) => shown.push(...changed),
        say: (message) => said.push(message),
      },
    });
  }

  test('shows what was there, then what changes', async () => {
    await sendSeries(intake, { metric: 'http.requests', points: [[now, 3]] }, { metric: 'other' });
    follow('http.*');
    await expect.poll(() => shown).toMatchObject([{ name: 'http.requests', last: 3 }]);

    await sendSeries(intake, { metric: 'http.requests', points: [[now, 4]] });
    await expect.poll(() => shown.at(-1)).toMatchObject({ last: 4 });
    await sendDistribution(intake, 'http.time', [[now, [1, 5, 9]]]);
    await expect.poll(() => shown.at(-1)).toMatchObject({ name: 'http.time', last: 5 });
  });

  test('a sum that overflows, and one silent for long: never NaN', async () => {
    await sendSeries(
      intake,
      { metric: 'big', points: [[now, 1e308]], tags: ['a:1'] },
      { metric: 'big', points: [[now, 1e308]], tags: ['a:2'] },
      { metric: 'old', points: [[now - 1_800, 3]] },
    );
    follow();

    await expect
      .poll(() => JSON.parse(JSON.stringify(shown)))
      .toMatchObject([
        { name: 'big', last: null },
        { name: 'old', last: null, at: now - 1_800 },
      ]);
  });

  test('waits for an intake that is away', async () => {
    follow();
    await expect.poll(() => said).toHaveLength(1);
    await intake.stopListening();
    await expect.poll(() => said.at(-1)).toContain('trying again');
    await intake.listenAgain();
    await sendSeries(intake, { metric: 'back' });

    await expect.poll(() => shown).toMatchObject([{ name: 'back' }]);
  });
});
