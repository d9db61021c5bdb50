import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Intake } from '../src/index.js';

/** Two seconds past a minute on a day in 2026. */
export const now = 1_790_000_002;

export const clock = { now: () => now * 1_000 };

export const paths = {
  v1: '/api/v1/series',
  v2: '/api/v2/series',
  distribution: '/api/v1/distribution_points',
} as const;

export interface Reply {
  status: number;
  text: string;
  json: { errors?: string[]; status?: string; code?: number; valid?: boolean };
}

export async function send(
  intake: Intake,
  path: string,
  body: BodyInit | object,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const plain = typeof body === 'object' && Object.getPrototypeOf(body) === Object.prototype;
  const response = await fetch(intake.url + path, {
    method: 'POST',
    body: plain ? JSON.stringify(body) : (body as BodyInit),
    headers: { 'content-type': 'application/json', 'dd-api-key': 'local', ...headers },
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) };
}

export interface SentSeries {
  metric?: string;
  type?: number;
  points?: [number, number][];
  tags?: string[];
  host?: string;
  interval?: number;
}

/** Sends v2 series; by default a count of 1 at the test's `now`. */
export function sendSeries(intake: Intake, ...series: SentSeries[]): Promise<Reply> {
  return send(intake, paths.v2, {
    series: series.map(({ metric = 'm', type = 1, points = [[now, 1]], tags, host, interval }) => ({
      metric,
      type,
      tags,
      interval,
      points: points.map(([timestamp, value]) => ({ timestamp, value })),
      resources: host === undefined ? undefined : [{ type: 'host', name: host }],
    })),
  });
}

export function sendDistribution(
  intake: Intake,
  metric: string,
  points: [number, number[]][],
  tags: string[] = [],
): Promise<Reply> {
  return send(intake, paths.distribution, { series: [{ metric, points, tags }] });
}

/** What a body looks like under each encoding that is taken. */
export const encoders: Record<string, (body: string) => Buffer> = {
  identity: (body) => Buffer.from(body),
  gzip: (body) => gzipSync(body),
  deflate: (body) => deflateSync(body),
  'deflate, without the zlib wrapper': (body) => deflateRawSync(body),
};
