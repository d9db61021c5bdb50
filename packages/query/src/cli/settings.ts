import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { Environment } from '@dogstats/transport/site';
import { InvalidArgumentError } from 'commander';
import type { ScalarAggregator } from '../adapters/v2-request.js';
import type { QueryApi } from '../options/query-options.js';
import { secondsOf, timeOf } from './times.js';

/** What the command was told. */
export interface Settings {
  readonly formula: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly interval: number;
  readonly api: QueryApi;
  readonly aggregator?: ScalarAggregator;
  readonly format: 'csv' | 'jsonl';
  readonly output?: string;
  readonly resume?: string;
  readonly plot?: true;
  readonly chunk?: number;
  readonly maxRetries?: number;
  readonly site?: string;
  readonly url?: string;
  readonly quiet?: true;
}

/** What the command has around it. */
export interface Surroundings {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Environment;
  /** Ends it after the window that is being written. */
  readonly signal: AbortSignal;
}

/** A stream, and what is known of it when it is a terminal. */
export type Terminal = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** What keeps the command from its work: one line, exit code 2. */
export class UsageError extends Error {}

export function readTime(text: string): string {
  if (timeOf(text, 0) !== undefined) return text;
  throw new InvalidArgumentError(
    'it is now, -1d (s, m, h, d, w), unix seconds, or a date such as 2026-11-27T10:00Z.',
  );
}

export function readDuration(text: string): number {
  const seconds = secondsOf(text);
  if (seconds !== undefined) return seconds;
  throw new InvalidArgumentError('it is a number with a unit: 10s, 5m, 4h or 1d.');
}

export function readCount(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('it is a whole number.');
}

export function addText(text: string, before: readonly string[]): string[] {
  return [...before, text];
}

/** The range in unix seconds. @throws {UsageError} */
export function rangeOf({ from, to }: Settings, nowSeconds: number): { from: number; to: number } {
  const range = {
    from: timeOf(from, nowSeconds) as number,
    to: timeOf(to, nowSeconds) as number,
  };
  if (range.from < range.to) return range;
  throw new UsageError(`--from ${from} is not before --to ${to}`);
}

/** @throws {UsageError} for options that don't go together. */
export function checkTogether(settings: Settings): void {
  const { resume, output, plot, api } = settings;
  if (resume !== undefined && output === undefined) {
    throw new UsageError(
      '--resume needs --output: a file that can be cut where it is known to be whole',
    );
  }
  if (resume !== undefined && output !== undefined && resolve(resume) === resolve(output)) {
    throw new UsageError(
      '--resume and --output are the same file: the one tells how far the other is',
    );
  }
  if (plot && (resume ?? output) !== undefined) {
    throw new UsageError('--plot draws in the terminal: leave out --output and --resume');
  }
  if (plot && api === 'scalar') {
    throw new UsageError('--plot draws lines over time: scalars have none');
  }
  if (settings.aggregator !== undefined && api !== 'scalar') {
    throw new UsageError('--aggregator makes a scalar of a line: use it with --api scalar');
  }
}
