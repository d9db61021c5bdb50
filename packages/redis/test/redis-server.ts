import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../../test/free-port.js';

/** Path of the server, if it is on PATH. */
function findRedisServer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path));
}

/**
 * Whether to skip what needs Redis. Says how to get it, and refuses to skip where the services are
 * promised.
 */
export function skipWithoutRedis(): boolean {
  if (findRedisServer() !== undefined) return false;
  if (process.env['DOGSTATS_INSTALL_SERVICES'] === '1') {
    throw new Error('redis-server is missing, and DOGSTATS_INSTALL_SERVICES=1 promises it');
  }
  console.log(
    'skipped: what needs Redis. Install redis-server ("apt-get install redis-server") on PATH.',
  );
  return true;
}

export interface RedisServerOptions {
  /** Writes an append-only file, so that a restart finds everything. */
  readonly appendOnly?: boolean;
  /** Further arguments. */
  readonly args?: readonly string[];
}

/** A redis-server of one's own on a free port, which a restart keeps. */
export class RedisServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dogstats-redis-'));
  readonly #options: RedisServerOptions;
  #process: ChildProcess | undefined;

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.resume();
    return server;
  }

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Starts it again after `kill()`. */
  async resume(): Promise<void> {
    const { appendOnly = false, args = [] } = this.#options;
    const settings = [
      ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder],
      ['--save', '', '--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always'],
    ];
    const child = spawn(findRedisServer() ?? 'redis-server', [...settings.flat(), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
      child.once('exit', () => reject(new Error(`redis-server ended:\n${said}`)));
    });
  }

  /** Ends it at once, without a farewell. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
