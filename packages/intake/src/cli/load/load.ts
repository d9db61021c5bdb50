import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { requestProblem } from '../request-problem.js';

const seriesPerPayload = 1_000;
const metrics = 10;
const deflated = promisify(deflate);

export interface LoadOptions {
  readonly url: string;
  readonly key: string;
  /** Contexts, each of which gets a point in each round. */
  readonly series: number;
  readonly seconds: number;
  /** Seconds between two rounds. */
  readonly every: number;
  readonly onProgress: (share: number, figures: LoadFigures) => void;
  /** Ends it before its time. */
  readonly signal: AbortSignal;
}

export interface LoadFigures {
  readonly rounds: number;
  readonly payloads: number;
  readonly points: number;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** Payloads that were not answered with a 202. */
  readonly failed: number;
  /** Why the last one of them failed; '' when none did. */
  readonly problem: string;
  /** Milliseconds that payloads took on average. */
  readonly averageMs: number;
}

/**
 * Sends counts as clients do: deflate, 1,000 series a payload, one after the other. Ends after the
 * first one when nobody answers that, or its key is refused.
 */
export async function load(options: LoadOptions): Promise<LoadFigures> {
  const { series, seconds, every, onProgress, signal } = options;
  let figures: LoadFigures = {
    ...{ rounds: 0, payloads: 0, points: 0, bytes: 0, failed: 0, problem: '', averageMs: 0 },
  };
  const started = Date.now();
  const rounds = Math.max(1, Math.ceil(seconds / every));
  for (let round = 0; round < rounds && !signal.aborted; round++) {
    await sleep(Math.max(0, started + round * every * 1_000 - Date.now()), undefined, {
      signal,
    }).catch(() => {});
    const timestamp = Math.floor(Date.now() / 1_000);
    for (let first = 0; first < series && !signal.aborted; first += seriesPerPayload) {
      const length = Math.min(seriesPerPayload, series - first);
      const payload = payloadOf(first, length, timestamp, every);
      const sent = await sendOne(options, payload);
      // What Ctrl-C broke off did not fail.
      if (signal.aborted && sent.problem !== '') break;
      figures = plus(figures, length, sent);
      if (sent.isHopeless && figures.payloads === 1) return figures;
      onProgress((round + (first + length) / series) / rounds, figures);
    }
    if (!signal.aborted) figures = { ...figures, rounds: round + 1 };
  }
  return figures;
}

interface Sent {
  readonly bytes: number;
  readonly ms: number;
  readonly problem: string;
  /** Nobody answered, or the key is refused: the others would fare no better. */
  readonly isHopeless: boolean;
}

function plus(figures: LoadFigures, points: number, { bytes, ms, problem }: Sent): LoadFigures {
  const payloads = figures.payloads + 1;
  return {
    ...figures,
    payloads,
    points: figures.points + points,
    bytes: figures.bytes + bytes,
    failed: figures.failed + (problem === '' ? 0 : 1),
    problem: problem || figures.problem,
    averageMs: figures.averageMs + (ms - figures.averageMs) / payloads,
  };
}

function payloadOf(first: number, length: number, timestamp: number, interval: number): string {
  const series = Array.from({ length }, (_, at) => {
    const n = first + at;
    const value = 1 + Math.floor(Math.random() * 100);
    return {
      metric: `load.requests_${n % metrics}`,
      type: 1,
      interval: Math.max(1, Math.round(interval)),
      points: [{ timestamp, value }],
      tags: ['env:load', `series:${n}`],
    };
  });
  return JSON.stringify({ series });
}

async function sendOne({ url, key, signal }: LoadOptions, payload: string): Promise<Sent> {
  const body = await deflated(payload);
  const start = performance.now();
  const done = (problem: string, isHopeless: boolean): Sent => ({
    bytes: body.length,
    ms: performance.now() - start,
    problem,
    isHopeless,
  });
  try {
    const response = await fetch(new URL('/api/v2/series', url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'deflate',
        'dd-api-key': key,
      },
      body: new Uint8Array(body),
      signal,
    });
    const text = await response.text();
    const { status } = response;
    return done(status === 202 ? '' : `${status}: ${text.slice(0, 200)}`, status === 403);
  } catch (error) {
    return done(requestProblem(error).message, true);
  }
}
