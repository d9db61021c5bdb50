import { once } from 'node:events';
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { DogStats, type Tags } from 'dogstats';
import type { RequestMetricsOptions } from 'dogstats/express';
import { type RecordedMetrics, recordMetrics } from 'dogstats/testing';
import { describe, expect, onTestFinished, test } from 'vitest';

/** What the routes of every framework under test do. */
export interface Handlers {
  /** For `GET /stream/:id`: the body, which the test goes on with. */
  body(): Readable;
  /** For `GET /hang/:id`: has been called, and never answers. */
  hang(): void;
}

/**
 * Serves, measured with the options given:
 *
 * - `GET /users/:id` and `GET /tenants/:tenant/orders/:order`, the latter of a router within: 200
 * - `POST /users`: 201
 * - `GET /broken/:id` and, of the router within, `GET /tenants/:tenant/broken`: throws
 * - `GET /stream/:id`: the body of the handlers
 * - `GET /hang/:id`
 *
 * @returns the server, listening on 127.0.0.1, and how to close it.
 */
export type Serve = (
  handlers: Handlers,
  options: RequestMetricsOptions,
) => Promise<{ readonly server: Server; close(): unknown }>;

export interface Rig {
  readonly metrics: RecordedMetrics;
  readonly url: string;
  /** The body of the answer that streams. */
  readonly body: Readable;
  /** Resolves when `GET /hang/:id` has been called. */
  readonly hanging: Promise<void>;
  /** Asks, reads the answer to its end, and waits until so many requests in all were recorded. */
  ask(path: string, method?: string): Promise<number>;
  /** Asks, and resolves with the beginning of an answer. */
  begin(path: string): Promise<{ client: ClientRequest; answer: IncomingMessage }>;
  /** Waits until so many requests in all were recorded. */
  recorded(requests: number): Promise<void>;
}

/** A server of a framework, its metrics recorded. */
export async function openRig(serve: Serve, options: RequestMetricsOptions = {}): Promise<Rig> {
  const dogStats = new DogStats();
  const metrics = recordMetrics({ dogStats });
  const body = new Readable({ read() {} });
  let hang = (): void => {};
  const hanging = new Promise<void>((resolve) => {
    hang = resolve;
  });
  const handlers = { body: () => body, hang };
  const { server, close } = await serve(handlers, { dogStats, ...options });
  onTestFinished(async () => {
    server.closeAllConnections();
    await close();
    await metrics.stop();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let asked = 0;
  const recorded = async (requests: number): Promise<void> => {
    await expect.poll(() => metrics.count('http.server.requests')).toBe(requests);
  };
  return {
    metrics,
    url,
    body,
    hanging,
    recorded,
    async ask(path, method = 'GET') {
      const response = await fetch(url + path, { method });
      await response.text();
      await recorded(++asked);
      return response.status;
    },
    async begin(path) {
      const client = httpRequest(url + path);
      client.on('error', () => {});
      client.end();
      const [answer] = (await once(client, 'response')) as [IncomingMessage];
      answer.on('error', () => {});
      return { client, answer };
    },
  };
}

function active({ metrics }: Rig, tags: Tags = { method: 'get' }): number | undefined {
  return metrics.find('http.server.active_requests', tags)[0]?.value;
}

/** What every framework has to hold. */
export function describeRequests(name: string, serve: Serve): void {
  describe(name, () => {
    test('counts and times requests by method, pattern and class of status', async () => {
      const rig = await openRig(serve);

      expect(await rig.ask('/users/7?secret=1')).toBe(200);
      expect(await rig.ask('/users/8')).toBe(200);
      expect(await rig.ask('/users', 'POST')).toBe(201);

      const get = { method: 'get', route: '/users/:id', status_class: '2xx' };
      const post = { method: 'post', route: '/users', status_class: '2xx' };
      expect(rig.metrics.count('http.server.requests', get)).toBe(2);
      expect(rig.metrics.count('http.server.requests', post)).toBe(1);
      expect(rig.metrics.find('http.server.request.duration', get)[0]?.values).toEqual([0, 0]);
      expect(rig.metrics.find('http.server.request.duration', post)[0]?.values).toEqual([0]);
      expect(active(rig)).toBe(0);
      expect(rig.metrics.find('http.server.errors')).toEqual([]);
      expect(rig.metrics.find('http.server.aborted')).toEqual([]);
      expect(String(rig.metrics)).not.toMatch(/secret|\/[78]\b/);
      expect(rig.metrics.messages).toEqual([]);
    });

    test('knows the pattern of a route of a router within', async () => {
      const rig = await openRig(serve);

      expect(await rig.ask('/tenants/acme/orders/12')).toBe(200);

      const route = '/tenants/:tenant/orders/:order';
      expect(rig.metrics.count('http.server.requests', { route })).toBe(1);
      expect(String(rig.metrics)).not.toMatch(/acme|12/);
    });

    test('has one value for all that no route takes', async () => {
      const rig = await openRig(serve);

      expect(await rig.ask('/nowhere/1')).toBe(404);
      expect(await rig.ask('/wp-login.php?x=1')).toBe(404);

      const tags = { method: 'get', route: 'unmatched', status_class: '4xx' };
      expect(rig.metrics.count('http.server.requests', tags)).toBe(2);
      expect(rig.metrics.count('http.server.errors')).toBe(0);
    });

    test('counts an error, with the pattern of its route', async () => {
      const rig = await openRig(serve);

      expect(await rig.ask('/broken/1')).toBe(500);
      expect(await rig.ask('/tenants/acme/broken')).toBe(500);

      for (const route of ['/broken/:id', '/tenants/:tenant/broken']) {
        const tags = { method: 'get', route, status_class: '5xx' };
        expect(rig.metrics.count('http.server.requests', tags), route).toBe(1);
        expect(rig.metrics.count('http.server.errors', { method: 'get', route })).toBe(1);
      }
      expect(active(rig)).toBe(0);
    });

    test('times an answer that streams to its end', async () => {
      const rig = await openRig(serve);
      rig.body.push('first');

      const { answer } = await rig.begin('/stream/1');
      await once(answer, 'data');
      expect(active(rig)).toBe(1);
      expect(rig.metrics.count('http.server.requests')).toBe(0);
      await rig.metrics.clock.advance(3000);
      rig.body.push('last');
      rig.body.push(null);
      answer.resume();
      await rig.recorded(1);

      const tags = { method: 'get', route: '/stream/:id', status_class: '2xx' };
      expect(rig.metrics.find('http.server.request.duration', tags)[0]?.values).toEqual([3]);
      expect(active(rig)).toBe(0);
      expect(rig.metrics.count('http.server.aborted')).toBe(0);
    });

    test('counts a client that leaves before there is an answer', async () => {
      const rig = await openRig(serve);

      const client = httpRequest(`${rig.url}/hang/1`).on('error', () => {});
      client.end();
      await rig.hanging;
      expect(active(rig)).toBe(1);
      client.destroy();
      await rig.recorded(1);

      const tags = { method: 'get', route: '/hang/:id' };
      expect(rig.metrics.count('http.server.requests', { ...tags, status_class: 'none' })).toBe(1);
      expect(rig.metrics.count('http.server.aborted', tags)).toBe(1);
      expect(rig.metrics.count('http.server.errors')).toBe(0);
      expect(active(rig)).toBe(0);
    });

    test('counts a client that leaves amid an answer', async () => {
      const rig = await openRig(serve);
      rig.body.push('first');

      const { client, answer } = await rig.begin('/stream/1');
      await once(answer, 'data');
      client.destroy();
      await rig.recorded(1);

      const tags = { method: 'get', route: '/stream/:id' };
      expect(rig.metrics.count('http.server.requests', { ...tags, status_class: '2xx' })).toBe(1);
      expect(rig.metrics.count('http.server.aborted', tags)).toBe(1);
      expect(rig.metrics.count('http.server.errors')).toBe(0);
      expect(active(rig)).toBe(0);
    });

    test('counts an answer that the server breaks off as an error', async () => {
      const rig = await openRig(serve);
      rig.body.push('first');

      const { answer } = await rig.begin('/stream/1');
      await once(answer, 'data');
      rig.body.destroy(new Error('torn'));
      await rig.recorded(1);

      const tags = { method: 'get', route: '/stream/:id' };
      expect(rig.metrics.count('http.server.errors', tags)).toBe(1);
      expect(rig.metrics.count('http.server.aborted')).toBe(0);
      expect(active(rig)).toBe(0);
    });

    test('ignores what it is told to', async () => {
      const rig = await openRig(serve, { ignore: ['/nowhere', /^\/tenants\//] });

      await (await fetch(`${rig.url}/nowhere?x=1`)).text();
      await (await fetch(`${rig.url}/tenants/acme/orders/1`)).text();
      await rig.ask('/users/1');

      expect(rig.metrics.count('http.server.requests')).toBe(1);
    });
  });
}
