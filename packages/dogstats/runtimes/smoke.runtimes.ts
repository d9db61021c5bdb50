import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createIntake, type Intake, type IntakeOptions } from '@dogstats/intake';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Project, type Runtime } from './project.ts';

const runtimes: readonly Runtime[] = JSON.parse(process.env['DOGSTATS_RUNTIMES'] ?? '[]');
const certificate = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../test/tls', name), 'utf8');
const tls = { cert: certificate('server-cert.pem'), key: certificate('server-key.pem') };
const ca = certificate('ca-cert.pem');
const caFile = join(import.meta.dirname, '../test/tls/ca-cert.pem');
const everything = readFileSync(join(import.meta.dirname, 'program.mjs'), 'utf8');

let project: Project;
beforeAll(() => {
  project = new Project();
});
afterAll(() => project.delete());

async function openIntake(options: IntakeOptions = {}): Promise<Intake> {
  const intake = await createIntake({ port: 0, ...options });
  onTestFinished(() => intake.close());
  return intake;
}

describe.each(runtimes)('$name', (runtime) => {
  const { name } = runtime;

  test('records, flushes, tries again, wraps a handler and closes', async () => {
    const intake = await openIntake();
    intake.addFaults({ status: 503, count: 1, on: { metric: 'app.retried' } });

    const { code, stdout, stderr } = await project.run(runtime, everything, { DD_URL: intake.url })
      .ended;

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines: { step: string }[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const steps = Object.fromEntries(lines.map(({ step, ...result }) => [step, result]));
    const settled = { ok: true, retained: 0, dropped: {} };
    expect(steps).toEqual({
      call: { result: 21 },
      async: { result: 'done' },
      flush: { ...settled, accepted: 9 },
      'second flush': { ...settled, accepted: 1 },
      retry: { ...settled, accepted: 1 },
      wrapHandler: { result: { statusCode: 200 } },
      close: { ok: true, recorded: 13, accepted: 12, retained: 0, dropped: { closed: 1 } },
    });
    expect(intake.requests().some(({ status }) => status === 503)).toBe(true);
    expect(intake.total('app.smoke.early')).toBe(1);
    expect(intake.total('app.page.views', ['page:home'])).toBe(5);
    expect(intake.total('app.queue.depth')).toBe(12);
    expect(intake.total('app.bytes.avg')).toBe(100);
    expect(intake.total('app.half.time.count')).toBe(1);
    expect(intake.total('app.later.time.count')).toBe(1);
    expect(intake.total('app.visitors')).toBe(1);
    expect(intake.total('app.scoped', ['tenant:acme'])).toBe(1);
    expect(intake.total('app.retried')).toBe(5);
    expect(intake.total('app.handled')).toBe(4);
    expect(intake.series({ metric: 'app.latency' })[0]?.samples?.[0]?.values).toEqual([0.25]);
  });

  test('sends the rest when the program ends by itself, and does not keep it alive', async () => {
    const intake = await openIntake();
    const text = `import { dogStats } from 'dogstats'; dogStats.start(); dogStats.increment('m');`;

    expect((await project.run(runtime, text, { DD_URL: intake.url }).ended).code).toBe(0);

    expect(intake.total('m')).toBe(1);
  });

  test('sends the rest on SIGTERM, with handleSignals', async () => {
    const intake = await openIntake();
    const text = `import { dogStats } from 'dogstats';
      dogStats.start({ handleSignals: true });
      dogStats.increment('m');
      setInterval(() => {}, 1000);
      setTimeout(() => console.log('ready'), 100);`;
    const { child, ended } = project.run(runtime, text, { DD_URL: intake.url });
    child.stdout?.once('data', () => child.kill('SIGTERM'));

    expect(await ended).toMatchObject({ signal: 'SIGTERM', stderr: '' });

    expect(intake.total('m')).toBe(1);
  });

  test('says what process.exit() cuts off', async () => {
    const text = `import { dogStats } from 'dogstats';
      dogStats.start();
      dogStats.increment('m', 3);
      process.exit(4);`;

    const { code, stderr } = await project.run(runtime, text, { DD_URL: 'http://127.0.0.1:9' })
      .ended;

    expect(code).toBe(4);
    expect(stderr).toContain('DS301');
  });

  test('keeps what an outage held back in the spool, for the next run', async () => {
    const intake = await openIntake();
    const text = `import { dogStats } from 'dogstats';
      dogStats.start({ spool: { dir: 'spool' }, retry: { attempts: 0 } });
      if (process.env.RECORD) dogStats.increment('kept', 7);
      if (process.env.RECORD) await dogStats.flush({ timeoutMs: 1000 });
      while (!process.env.RECORD && dogStats.stats().adopted?.accepted !== 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await dogStats.flush();
      }
      await dogStats.close({ timeoutMs: 100 });`;
    intake.addFaults({ status: 503 });
    await project.run(runtime, text, { DD_URL: intake.url, RECORD: '1' }).ended;
    expect(intake.total('kept')).toBe(0);
    intake.clearFaults();

    await project.run(runtime, text, { DD_URL: intake.url }).ended;

    expect(intake.total('kept')).toBe(7);
  });

  test('sends to an Agent, over UDP', async () => {
    const intake = await openIntake({ dogstatsd: { udp: { port: 0 } } });
    const text = `import { dogStats } from 'dogstats';
      dogStats.start({ sink: 'dogstatsd' });
      dogStats.increment('m', 3);
      const { ok } = await dogStats.close();
      console.log(ok);`;
    const env = { DD_DOGSTATSD_URL: intake.dogstatsd?.url ?? '' };

    expect((await project.run(runtime, text, env).ended).stdout).toBe('true\n');

    const arrived = (): number => {
      intake.dogstatsd?.flush();
      return intake.total('m');
    };
    await expect.poll(arrived).toBeGreaterThan(0);
  });

  test('follows no redirect', async () => {
    const target = await openIntake();
    const intake = await openIntake();
    intake.addFaults({ status: 307, headers: { location: `${target.url}/api/v2/series` } });
    const text = `import { dogStats } from 'dogstats';
      dogStats.start({ retry: { attempts: 0 } });
      dogStats.increment('m');
      console.log((await dogStats.flush({ timeoutMs: Number(process.env.MS) })).accepted);
      await dogStats.close({ timeoutMs: 100 });`;

    const env = { DD_URL: intake.url, MS: '1000' };
    expect((await project.run(runtime, text, env).ended).stdout).toBe('0\n');

    expect(intake.requests().length).toBeGreaterThan(0);
    expect(target.requests()).toEqual([]);
  });

  test('sends over TLS, to whom it was told to trust and nobody else', async () => {
    const intake = await openIntake({ tls });
    const text = `import { dogStats } from 'dogstats';
      dogStats.start({ ca: process.env.CA, retry: { attempts: 0 } });
      dogStats.increment('m');
      console.log((await dogStats.flush({ timeoutMs: Number(process.env.MS) })).accepted);
      await dogStats.close({ timeoutMs: 100 });`;

    const run = async (env: Record<string, string>): Promise<string> => {
      const { stdout } = await project.run(runtime, text, { DD_URL: intake.url, ...env }).ended;
      return stdout.trim();
    };

    // Bun's own HTTP client is not told of `ca`.
    expect(await run({ CA: ca, MS: '5000' })).toBe(name === 'bun' ? '0' : '1');
    expect(await run({ NODE_EXTRA_CA_CERTS: caFile, MS: '5000' })).toBe('1');
    expect(await run({ MS: '1000' })).toBe('0');
  });

  test('logs to stderr, and never the key', async () => {
    const server = createServer((_, response) => void response.writeHead(403).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const text = `import { dogStats } from 'dogstats';
      dogStats.start();
      dogStats.gauge('m', Number.NaN);
      dogStats.increment('n');
      await dogStats.flush({ timeoutMs: 1000 });
      await dogStats.close({ timeoutMs: 100 });`;
    const env = { DD_URL: `http://127.0.0.1:${port}`, DD_API_KEY: 'a-key-of-mine' };

    const { stderr } = await project.run(runtime, text, env).ended;

    expect(stderr).toContain('DS204');
    expect(stderr).toContain('DS102');
    expect(stderr).not.toContain('a-key-of-mine');
  });
});
