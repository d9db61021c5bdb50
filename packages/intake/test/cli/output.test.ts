import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIntake, type Intake } from '../../src/index.js';

const bin = fileURLToPath(new URL('../../bin/intake.js', import.meta.url));
const isBuilt = existsSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)));
const pem = (name: string): string => fileURLToPath(new URL(`../tls/${name}.pem`, import.meta.url));

describe.skipIf(!isBuilt)('the command', { timeout: 60_000 }, () => {
  let folder: string;
  const running: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dogstats-cli-'));
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [bin, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    running.push(child);
    let text = '';
    let output = '';
    const take = (chunk: Buffer): void => {
      text += chunk.toString();
    };
    child.stdout.on('data', (chunk: Buffer) => {
      take(chunk);
      output += chunk.toString();
    });
    child.stderr.on('data', take);
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, printed: () => text, output: () => output, code };
  }

  test('ends when whoever reads its lines has left, and gives up its file', async () => {
    const { child, printed, code } = run([
      ...['--port', '0', '--json', '--persist', join(folder, 'points')],
    ]);
    await expect.poll(printed, { timeout: 20_000 }).toContain('listening');
    const url = /"url":"([^"]+)"/.exec(printed())?.[1];
    child.stdout.destroy();

    // The next line finds nobody.
    await fetch(`${url}/api/v1/series`, {
      method: 'POST',
      headers: { 'dd-api-key': 'local', 'content-type': 'application/json' },
      body: '{"series":[]}',
    });

    expect(await code).toBe(0);
    expect(readdirSync(folder)).toEqual(['points']);
    expect(printed()).not.toContain('EPIPE');
  });

  test.each([
    [['load', '--series', '1', '--for', '1s'], 0],
    [['--help'], 0],
  ])('%j ends without a stack when nobody reads it', async (args, expected) => {
    const intake = await createIntake({ port: 0 });
    const url = args[0] === 'load' ? ['--url', intake.url] : [];
    const { child, printed, code } = run([...args, ...url]);
    child.stdout.destroy();

    expect(await code).toBe(expected);
    expect(printed()).toBe('');
    await intake.close();
  });

  test('--open beyond loopback says which address to open, and gives no key away', async () => {
    const opened = join(folder, 'opened');
    const opener = `#!/bin/sh\necho "$1" > ${opened}\n`;
    writeFileSync(join(folder, 'xdg-open'), opener, { mode: 0o755 });
    const { printed } = run(['--host', '0.0.0.0', '--port', '0', '--open', '--key', 'secret'], {
      PATH: `${folder}:${process.env['PATH']}`,
    });

    await expect
      .poll(printed, { timeout: 20_000 })
      .toMatch(/open http\S+\/\?api_key=<key> yourself/);
    expect(printed()).not.toContain('secret');
    expect(existsSync(opened)).toBe(false);
  });

  test('--open says so when the browser can’t be opened', async () => {
    writeFileSync(join(folder, 'xdg-open'), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    const { printed } = run(['--port', '0', '--open'], {
      PATH: `${folder}:${process.env['PATH']}`,
    });

    await expect.poll(printed, { timeout: 20_000 }).toContain('no browser was found');
  });

  test('tail and load say why TLS failed, and what to do', async () => {
    const tls = {
      cert: readFileSync(pem('cert'), 'utf8'),
      key: readFileSync(pem('key'), 'utf8'),
    };
    const intake = await createIntake({ port: 0, tls });
    const trust = { NODE_EXTRA_CA_CERTS: pem('cert') };
    const loading = ['load', '--series', '1', '--for', '1s'];

    for (const command of [['tail'], loading]) {
      const { printed, code } = run([...command, '--url', intake.url]);
      expect(await code).toBe(1);
      expect(printed()).toContain('NODE_EXTRA_CA_CERTS=');
    }
    const trusting = run([...loading, '--url', intake.url], trust);
    expect(await trusting.code).toBe(0);
    expect(trusting.printed()).toContain('All were taken');
    await intake.close();
  });

  test.each(['http:', 'https:'])('tail to %s says when the other speaks otherwise', async (to) => {
    const cert = readFileSync(pem('cert'), 'utf8');
    const tls = { cert, key: readFileSync(pem('key'), 'utf8') };
    const intake = await createIntake({ port: 0, ...(to === 'http:' && { tls }) });
    const { printed } = run(['tail', '--url', intake.url.replace(/^https?:/, to)]);

    const other = to === 'http:' ? 'https://' : 'http://';
    await expect.poll(printed, { timeout: 20_000 }).toContain(`use ${other}`);
    await intake.close();
  });

  test('a command with a slip is told which there are', async () => {
    const { printed, code } = run(['tial']);

    expect(await code).toBe(1);
    expect(printed()).toContain("no command 'tial': there are tail and load");
  });

  test('--version prints that of the package', async () => {
    const { output, code } = run(['--version']);
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');

    expect(await code).toBe(0);
    expect(output()).toBe(`${JSON.parse(manifest).version}\n`);
  });

  /** A test beside this one has it for a moment; nothing when somebody has it for longer. */
  async function holderOfDefaultPort(): Promise<Intake | undefined> {
    for (let attempt = 0; attempt < 50; attempt++) {
      const holder = await createIntake({ port: 8282 }).catch(() => undefined);
      if (holder !== undefined) return holder;
      await sleep(100);
    }
    return undefined;
  }

  test.each([
    [[], /^ {4}port 8282 is taken: listening on (\d+)$/m],
    [['--json'], /^\{"event":"notice","message":"port 8282 is taken: listening on (\d+)"\}$/m],
    [['--quiet'], /^intake: port 8282 is taken: listening on (\d+)$/m],
  ])('%j says that another port was taken, and which', async (flags, line) => {
    const holder = await holderOfDefaultPort();
    const { child, printed, code } = run(flags);

    await expect.poll(printed, { timeout: 20_000 }).toMatch(line);
    const [, port] = line.exec(printed()) ?? [];
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await code).toBe(0);
    await holder?.close();
  });

  test('the help shows no defaults that are empty', async () => {
    const { printed, code } = run(['--help']);
    await code;

    expect(printed()).not.toMatch(/default: (\[\]|\{\})/);
  });

  /** Where nobody listens any more. */
  async function urlOfNone(): Promise<string> {
    const intake = await createIntake({ port: 0 });
    await intake.close();
    return intake.url;
  }

  test('tail says what keeps it from an intake while it waits for one', async () => {
    const { printed } = run(['tail', '--url', await urlOfNone()]);

    await expect.poll(printed, { timeout: 20_000 }).toMatch(/ECONNREFUSED.*trying again/);
  });

  test('load ends at once where nobody answers', async () => {
    const { printed, output, code } = run(['load', '--url', await urlOfNone(), '--for', '1h']);

    expect(await code).toBe(1);
    expect(printed()).toContain('ECONNREFUSED');
    expect(output()).not.toContain('ECONNREFUSED');
  });

  test.each([[[]], [['--json']]])('tail %j tells a pipe nothing but metrics', async (flags) => {
    const intake = await createIntake({ port: 0 });
    const { child, printed, output } = run(['tail', ...flags, '--url', intake.url]);
    await expect.poll(printed, { timeout: 20_000 }).toContain('following');
    await intake.stopListening();
    await expect.poll(printed, { timeout: 20_000 }).toContain('trying again');
    await intake.listenAgain();
    const headers = { 'dd-api-key': 'local', 'content-type': 'application/json' };
    const points = [[Math.floor(Date.now() / 1_000), 4]];
    const body = JSON.stringify({ series: [{ metric: 'm', points }] });
    await fetch(`${intake.url}/api/v1/series`, { method: 'POST', headers, body });

    await expect.poll(output, { timeout: 20_000 }).toContain('\n');
    child.kill('SIGTERM');
    await intake.close();
    expect(output()).toMatch(
      flags.length > 0 ? /^\{"name":"m",[^\n]*\n$/ : /^\S+ {2}m {2}[^\n]*\n$/,
    );
  });

  test.each([['tail'], ['load']])('%s refuses what is no address', async (command) => {
    const { printed, code } = run([command, '--url', 'localhost:8282']);

    expect(await code).toBe(1);
    expect(printed()).toContain('such as http://127.0.0.1:8282');
  });
});
