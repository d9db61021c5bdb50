import { setTimeout as sleep } from 'node:timers/promises';
import { requestProblem } from '../request-problem.js';
import { type FollowedChart, FollowedMetrics } from './followed-metrics.js';
import { serverSentEvents } from './server-sent-events.js';
import type { TailScreen } from './tail-screen.js';

const againMs = 1_000;

export interface TailOptions {
  readonly url: string;
  /** Only beyond loopback the page, and so its feed, wants one. */
  readonly key: string | undefined;
  readonly patterns: readonly string[];
  readonly screen: TailScreen;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Follows the metrics of an intake until the signal comes. Waits for one that is not there.
 *
 * @throws {Error} when there is one, and it refuses, or its certificate is not trusted
 */
export async function tail({ url, key, patterns, screen, signal }: TailOptions): Promise<void> {
  const metrics = new FollowedMetrics(patterns);
  let said = '';
  const say = (message: string): void => {
    if (message !== said) screen.say(message);
    said = message;
  };
  while (!signal.aborted) {
    const headers: Record<string, string> = key === undefined ? {} : { 'dd-api-key': key };
    let problem = 'it has ended';
    const response = await fetch(feedUrl(url), { headers, signal }).catch((error: unknown) => {
      const { message, isFinal } = requestProblem(error);
      if (isFinal) throw new Error(`${url}: ${message}`, { cause: error });
      problem = message;
    });
    if (response?.ok === false) throw new Error(await refusalOf(response, url, key));
    if (response?.body) {
      metrics.clear();
      say(`following ${url}; nothing that matches has come yet`);
      await follow(response.body, metrics, screen).catch(() => {});
    }
    if (signal.aborted) return;
    say(`no intake at ${url} (${problem}); trying again`);
    await sleep(againMs, undefined, { signal }).catch(() => {});
  }
}

async function refusalOf(
  response: Response,
  url: string,
  key: string | undefined,
): Promise<string> {
  const { status } = response;
  if (status === 403 && key === undefined) return `${url} wants a key: --key <key>`;
  if (status === 404) return `${url} is no intake: it knows no /feed`;
  return `${url} answered ${status}: ${(await response.text()).slice(0, 200)}`;
}

function feedUrl(url: string): URL {
  const feed = new URL('/feed', url);
  feed.searchParams.set('watch', JSON.stringify({ view: 'follow' }));
  return feed;
}

async function follow(
  body: AsyncIterable<Uint8Array>,
  metrics: FollowedMetrics,
  screen: TailScreen,
): Promise<void> {
  for await (const { event, data } of serverSentEvents(body)) {
    if (event === 'removed') {
      metrics.remove((data as { key: string }).key);
      screen.show([], metrics);
    }
    if (event !== 'metrics') continue;
    const changed = metrics.update(data as FollowedChart[]);
    if (changed.length > 0) screen.show(changed, metrics);
  }
}
