import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../../../test/free-port.js';

export type StoreName = 'prometheus' | 'victoria-metrics';

/**
 * Whether to skip what needs the store. Says how to get it, and refuses to skip where the services
 * are promised.
 */
export function skipWithoutStore(name: StoreName): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (folders.some((folder) => existsSync(join(folder, name)))) return false;
  if (process.env['DOGSTATS_INSTALL_SERVICES'] === '1') {
    throw new Error(`${name} is missing, and DOGSTATS_INSTALL_SERVICES=1 promises it`);
  }
  console.log(`skipped: what needs ${name}. Install it ("apt-get install ${name}") on PATH.`);
  return true;
}

/** One series as PromQL answers for a range: seconds and values as text. */
export interface RangeSeries {
  metric: Record<string, string>;
  values: [number, string][];
}

/** A real store with a folder and a free port of its own, which a restart keeps. */
export class MetricsStore {
  readonly name: StoreName;
  readonly port: number;
  readonly #scrape: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'dogstats-store-'));
  #process: ChildProcess | undefined;

  /** @param scrape configuration of Prometheus: what it scrapes */
  static async start(name: StoreName, scrape = ''): Promise<MetricsStore> {
    const store = new MetricsStore(name, await freePort(), scrape);
    await store.resume();
    return store;
  }

  private constructor(name: StoreName, port: number, scrape: string) {
    this.name = name;
    this.port = port;
    this.#scrape = scrape;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get writeUrl(): string {
    return `${this.url}/api/v1/write`;
  }

  /** Starts it, or starts it again after `end()`. */
  async resume(): Promise<void> {
    const child = spawn(this.name, this.#arguments(), { stdio: 'ignore' });
    this.#process = child;
    const ready = this.name === 'prometheus' ? '/-/ready' : '/health';
    for (;;) {
      if (child.exitCode !== null) throw new Error(`${this.name} ended: ${child.exitCode}`);
      const response = await fetch(this.url + ready).catch(() => undefined);
      if (response?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Prometheus has what it took in its log; VictoriaMetrics writes it only when it ends in peace. */
  async end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(this.name === 'prometheus' ? 'SIGKILL' : 'SIGINT');
    await ended;
  }

  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The raw samples of a selector over the last hour, by PromQL. */
  async range(selector: string): Promise<RangeSeries[]> {
    const parameters = new URLSearchParams({
      query: `${selector}[1h]`,
      time: `${Date.now() / 1_000}`,
    });
    if (this.name === 'victoria-metrics') {
      // Else what was just written is neither searched nor shown, and its absence remembered.
      await fetch(`${this.url}/internal/force_flush`);
      parameters.set('nocache', '1');
      parameters.set('latency_offset', '0s');
    }
    const response = await fetch(`${this.url}/api/v1/query?${parameters}`);
    const { data } = (await response.json()) as { data: { result: RangeSeries[] } };
    return data.result;
  }

  /** The last value of each series of a query, by a label. */
  async values(query: string, label: string): Promise<Record<string, number>> {
    const parameters = new URLSearchParams({ query, time: `${Date.now() / 1_000}` });
    parameters.set('nocache', '1');
    parameters.set('latency_offset', '0s');
    const response = await fetch(`${this.url}/api/v1/query?${parameters}`);
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return Object.fromEntries(
      data.result.map(({ metric, value }) => [metric[label] ?? '', Number(value[1])]),
    );
  }

  #arguments(): string[] {
    const address = `127.0.0.1:${this.port}`;
    if (this.name === 'victoria-metrics') {
      const [data, listen] = [`-storageDataPath=${this.#folder}`, `-httpListenAddr=${address}`];
      return [data, listen, '-retentionPeriod=1', '-memory.allowedBytes=128MB'];
    }
    const config = join(this.#folder, 'prometheus.yml');
    writeFileSync(config, this.#scrape);
    return [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(this.#folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--web.enable-remote-write-receiver',
    ];
  }
}
