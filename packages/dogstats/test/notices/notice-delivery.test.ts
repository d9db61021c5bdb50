import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { DogStats, type DogStatsOptions } from 'dogstats';
import { describe, expect, onTestFinished, test } from 'vitest';

interface Seen {
  readonly path: string | undefined;
  readonly encoding: string | undefined;
  readonly key: unknown;
  readonly body: string;
}

type Answer = readonly [status: number, body: string];

/** A real server whose answers the test chooses, and an instance that sends there. */
async function setUp(answer: (seen: Seen) => Answer, options: DogStatsOptions = {}) {
  const seen: Seen[] = [];
  const read = async (request: IncomingMessage): Promise<Answer> => {
    const { 'content-encoding': encoding, 'dd-api-key': key } = request.headers;
    const one = { path: request.url, encoding, key, body: await text(request) };
    seen.push(one);
    return answer(one);
  };
  const server = createServer((request, response) => {
    void read(request).then(([status, body]) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const dogStats = new DogStats();
  const messages: string[] = [];
  const log = (message: string): void => void messages.push(message);
  dogStats.start({
    env: {},
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    apiKey: 'canary-key',
    host: 'web-1',
    tags: ['env:test'],
    autoFlush: false,
    retry: { baseDelayMs: 1, maxDelayMs: 5 },
    logger: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  onTestFinished(async () => {
    await dogStats.close({ timeoutMs: 0 });
    server.closeAllConnections();
    server.close();
  });
  return { dogStats, seen, messages };
}

const accepted: Answer = [202, '{"status":"ok"}'];

describe('an event', () => {
  test('is sent as Datadog wants it, ids being text on both ways', async () => {
    const big = '9007199254740993123';
    const id = '7890123456789012345';
    const { dogStats, seen } = await setUp(() => [
      202,
      `{"status":"ok","event":{"id":${id},"id_str":"${id}"}}`,
    ]);
    dogStats.event('Deployed', 'to production', {
      alertType: 'success',
      priority: 'low',
      aggregationKey: 'deploy',
      sourceTypeName: 'my apps',
      relatedEventId: big,
      tags: { team: 'Web' },
      timestamp: new Date(Date.now() - 3_600_000),
    });

    const report = await dogStats.flush({ timeoutMs: 10_000 });

    expect(report).toMatchObject({
      ok: true,
      accepted: 0,
      notices: { accepted: 1, retained: 0, dropped: {}, eventIds: [id] },
    });
    expect(seen).toMatchObject([
      { path: '/api/v1/events', key: 'canary-key', encoding: undefined },
    ]);
    expect(seen[0]?.body).toContain(`"related_event_id":${big}`);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      title: 'Deployed',
      text: 'to production',
      date_happened: expect.toSatisfy((time: number) => Number.isInteger(time)),
      host: 'web-1',
      tags: ['env:test', 'team:web'],
      alert_type: 'success',
      priority: 'low',
      aggregation_key: 'deploy',
      source_type_name: 'my apps',
    });
  });

  test('is tried again after 503, and not after 400; series are not held back', async () => {
    const answers = new Map([
      ['again', [503, 503, 202]],
      ['wrong', [400]],
    ]);
    const { dogStats, seen, messages } = await setUp(({ path, body }) => {
      if (path !== '/api/v1/events') return accepted;
      const { title } = JSON.parse(body) as { title: string };
      return [answers.get(title)?.shift() ?? 202, '{"errors":["said why"]}'];
    });
    for (const title of answers.keys()) dogStats.event(title, '');
    dogStats.increment('hits');

    const report = await dogStats.flush({ timeoutMs: 10_000 });

    expect(report).toMatchObject({
      ok: false,
      accepted: 1,
      retained: 0,
      dropped: {},
      notices: { accepted: 1, dropped: { refused: 1 }, possiblyDuplicated: 0 },
    });
    expect(report.errors.map((error) => (error as { status?: number }).status)).toEqual(
      expect.arrayContaining([400, 503]),
    );
    expect(seen.filter(({ path }) => path === '/api/v1/events')).toHaveLength(4);
    expect(messages.join()).toContain('said why');
    expect(messages.join()).not.toContain('canary-key');
  });

  test('that may have arrived is sent again, and counted as possibly twice', async () => {
    const statuses = [502, 202];
    const { dogStats } = await setUp(() => [statuses.shift() ?? 202, '']);
    dogStats.event('once', 'or twice');

    expect((await dogStats.flush({ timeoutMs: 10_000 })).notices).toMatchObject({
      accepted: 1,
      possiblyDuplicated: 1,
    });
  });

  test('that is not delivered in time is retained, and dropped by close()', async () => {
    const { dogStats } = await setUp(() => [503, '']);
    dogStats.event('a', 'b');
    dogStats.increment('hits');

    expect(await dogStats.flush({ timeoutMs: 50 })).toMatchObject({
      ok: false,
      notices: { retained: 1 },
    });
    expect(await dogStats.close({ timeoutMs: 50 })).toMatchObject({
      ok: false,
      notices: { retained: 0, dropped: { shutdown: 1 } },
    });
    expect(dogStats.stats().notices).toEqual({
      recorded: 1,
      accepted: 0,
      retained: 0,
      dropped: { shutdown: 1 },
      possiblyDuplicated: 0,
    });
  });
});

describe('service checks', () => {
  test('go together, by name or number of their status', async () => {
    const { dogStats, seen } = await setUp(() => accepted);
    dogStats.serviceCheck('db.up', 'ok');
    dogStats.serviceCheck('db.up', 2, { host: 'db-1', message: 'no answer', tags: ['db:users'] });

    expect((await dogStats.flush({ timeoutMs: 10_000 })).notices).toMatchObject({ accepted: 2 });
    expect(seen).toMatchObject([{ path: '/api/v1/check_run', encoding: undefined }]);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject([
      { check: 'db.up', host_name: 'web-1', status: 0, tags: ['env:test'] },
      {
        check: 'db.up',
        host_name: 'db-1',
        status: 2,
        tags: ['db:users', 'env:test'],
        message: 'no answer',
      },
    ]);
  });

  test('of which one is refused arrive all the same, but for that one', async () => {
    const { dogStats } = await setUp(({ body }) => (body.includes('bad') ? [400, ''] : accepted));
    for (let check = 0; check < 7; check++)
      dogStats.serviceCheck(check === 3 ? 'bad' : 'good', 'ok');

    expect((await dogStats.flush({ timeoutMs: 10_000 })).notices).toMatchObject({
      accepted: 6,
      dropped: { refused: 1 },
    });
  });
});
