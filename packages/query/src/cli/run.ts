import { resolve } from 'node:path';
import type { PointsResult, Result, TimeseriesResult } from '../data/result.js';
import type { QueryStream } from '../engine/query-stream.js';
import { query } from '../query.js';
import { QueryError } from '../query-error.js';
import { csvFormat } from '../write/csv.js';
import { type Format, timeText } from '../write/format.js';
import { jsonLinesFormat } from '../write/json-lines.js';
import { FileOutput, type Output, streamOutput } from './output.js';
import { Plot } from './plot.js';
import { ProgressLine } from './progress-line.js';
import { checkSame, type ResumeState, readState } from './resume-state.js';
import {
  checkTogether,
  rangeOf,
  type Settings,
  type Surroundings,
  type Terminal,
  UsageError,
} from './settings.js';

/** Does what the command is for; returns its exit code. */
export async function run(
  queries: readonly string[],
  settings: Settings,
  around: Surroundings,
): Promise<number> {
  const progress = new ProgressLine(around.stderr, settings.quiet === true);
  const say = (line: string): void => {
    progress.clear();
    around.stderr.write(`dogstats-query: ${line}\n`);
  };
  try {
    checkTogether(settings);
    const started = await start(queries, settings, around, progress);
    if (started === undefined) {
      if (!settings.quiet) say(`--resume ${settings.resume}: all of it is written already`);
      return 0;
    }
    const { stream, walk } = started;
    const error = await walk();
    progress.clear();
    if (error === undefined) {
      if (progress.points === 0 && mayBeSlip(settings)) say(nothingThere);
      return 0;
    }
    if (error.code !== 'CANCELLED') {
      say(error.message);
      return 1;
    }
    const reached = stream.lastBatchStats?.chunkEnd;
    const upTo = reached === undefined ? '' : `; it is whole up to ${timeText(reached)}`;
    const more = settings.resume === undefined ? '' : ', and the same command goes on from there';
    say(`interrupted${upTo}${more}`);
    return 130;
  } catch (error) {
    if (error instanceof UsageError) say(error.message);
    else if (error instanceof QueryError && error.code === 'INVALID_ARG') {
      say(error.problems.join('; '));
    } else {
      // Whoever read us has read enough.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') say((error as Error).message);
      return (error as NodeJS.ErrnoException).code === 'EPIPE' ? 0 : 1;
    }
    return 2;
  }
}

const nothingThere =
  'there are no points in this range: are the names, the tags and the site right?';

/** A plot says so itself, and what is resumed may have had all of its points before. */
function mayBeSlip({ quiet, plot, resume }: Settings): boolean {
  return !quiet && !plot && resume === undefined;
}

interface Started {
  readonly stream: QueryStream<Result>;
  /** Walks through the range; returns what ended it before its time. */
  walk(): Promise<QueryError | undefined>;
}

/** Opens everything; `undefined` when there is nothing left to do. */
async function start(
  queries: readonly string[],
  settings: Settings,
  around: Surroundings,
  progress: ProgressLine,
): Promise<Started | undefined> {
  const { resume: resumeFile, output: outputFile } = settings;
  const request = requestOf(queries, settings);
  const before = resumeFile === undefined ? undefined : await readState(resumeFile);
  if (before !== undefined)
    checkSame(resumeFile as string, before, request, resolve(outputFile as string));
  const range = before ?? rangeOf(settings, Math.floor(Date.now() / 1_000));
  const { aggregator, api, interval, chunk, site, url, maxRetries } = settings;
  const stream = query({
    api,
    queries: queries.map((text) => ({ query: text, aggregator })),
    ...(settings.formula.length > 0 && {
      formulas: settings.formula.map((formula) => ({ formula })),
    }),
    from: range.from,
    to: range.to,
    intervalSeconds: interval,
    chunkSeconds: chunk,
    ...{ site, url, maxRetries, env: around.env, signal: around.signal },
    cursor: before?.cursor,
    onProgress: (done, stats) => progress.advance(done, stats),
    onRetry: (notice) => progress.waiting(notice),
  });
  if (!stream.hasNext) return undefined;
  if (settings.plot) {
    const plot = new Plot(
      { startMs: range.from * 1_000, endMs: range.to * 1_000 },
      plotWidth(around.stdout),
    );
    return { stream, walk: () => walkToPlot(stream, plot, around, progress) };
  }
  const { name, groupKeys } = stream.adapter;
  const format = settings.format === 'csv' ? csvFormat(name, groupKeys) : jsonLinesFormat;
  const state: ResumeState = before ?? {
    version: 1,
    request,
    from: range.from,
    to: range.to,
    output: resolve(outputFile ?? ''),
    byteOffset: 0,
    sha256: '',
  };
  const resume = resumeFile === undefined ? undefined : { file: resumeFile, state };
  const output =
    outputFile === undefined
      ? streamOutput(around.stdout)
      : await FileOutput.open(outputFile, resume);
  const isNew = before === undefined || before.byteOffset === 0;
  return { stream, walk: () => walkToOutput(stream, format, output, isNew) };
}

async function walkToOutput(
  stream: QueryStream<Result>,
  format: Format,
  output: Output,
  isNew: boolean,
): Promise<QueryError | undefined> {
  try {
    if (isNew) await output.write(format.head);
    for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
      if (!batch.ok) return batch.error;
      for (const piece of format.body(batch.data)) await output.write(piece);
      await output.windowDone(batch.cursor);
    }
    return undefined;
  } finally {
    stream.cancel();
    await output.close();
  }
}

async function walkToPlot(
  stream: QueryStream<Result>,
  plot: Plot,
  { stdout, env }: Surroundings,
  progress: ProgressLine,
): Promise<QueryError | undefined> {
  for (let batch = await stream.next(); batch !== null; batch = await stream.next()) {
    if (!batch.ok) return batch.error;
    plot.add(batch.data as PointsResult | TimeseriesResult);
  }
  progress.clear();
  const { rows = 24, isTTY = false } = stdout;
  const height = Math.max(8, Math.min(rows - 14, 20));
  const color = isTTY && !env['NO_COLOR'];
  stdout.write(await plot.draw({ height, color }));
  return undefined;
}

/** What is left beside the labels of the axis. */
function plotWidth({ columns = 80 }: Terminal): number {
  return columns - 16;
}

/** All that decides what is written. */
function requestOf(queries: readonly string[], settings: Settings): Record<string, unknown> {
  const { formula, from, to, interval, api, aggregator, format, chunk, site, url } = settings;
  const spelled = {
    queries,
    formula,
    from,
    to,
    interval,
    api,
    aggregator,
    format,
    chunk,
    site,
    url,
  };
  return JSON.parse(JSON.stringify(spelled));
}
