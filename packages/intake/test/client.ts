import { request } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Intake } from '../src/index.js';
import { asZstd } from './zstd.js';

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
  return exchange(intake, path, {
    method: 'POST',
    body: plain ? JSON.stringify(body) : (body as BodyInit),
    headers: { 'content-type': 'application/json', 'dd-api-key': 'local', ...headers },
  });
}

/** Reads what needs both keys. */
export function read(
  intake: Intake,
  path: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return exchange(intake, path, { headers: { ...bothKeys, ...headers } });
}

/** Changes what needs both keys. */
export function write(
  intake: Intake,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return exchange(intake, path, {
    method: 'PUT',
    body: JSON.stringify(body),
    headers: { ...bothKeys, ...headers },
  });
}

const bothKeys = { 'dd-api-key': 'local', 'dd-application-key': 'local' };

type Sent = RequestInit & { headers: Record<string, string> };

/** Of `fetch` nobody can choose the header Host. */
async function exchange(intake: Intake, path: string, sent: Sent): Promise<Reply> {
  const ask = sent.headers['host'] === undefined ? fetchText : requestText;
  const { status, text } = await ask(intake.url + path, sent);
  return { status, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
}

async function fetchText(url: string, sent: Sent): Promise<{ status: number; text: string }> {
  const response = await fetch(url, sent);
  return { status: response.status, text: await response.text() };
}

function requestText(
  url: string,
  { method = 'GET', headers, body }: Sent,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (incoming) => {
      void readText(incoming).then(
        (text) => resolve({ status: incoming.statusCode ?? 0, text }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
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
  zstd: asZstd,
  zstd1: asZstd,
  'deflate, without the zlib wrapper': (body) => deflateRawSync(body),
};
