import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { BuiltDelivery } from './build-delivery.js';
import { ScriptedIntake } from './scripted-intake.js';

const built = new BuiltDelivery('spool-processes');
export let intake: ScriptedIntake;
export let dir: string;
let children: ChildProcess[];

/** A scripted intake and the folder of a spool for each test of a file, and programs that use both. */
export function useSpoolPrograms(): void {
  beforeAll(() => built.build());
  afterAll(() => built.remove());
  beforeEach(async () => {
    intake = new ScriptedIntake();
    await intake.listen();
    dir = join(mkdtempSync(join(tmpdir(), 'dogstats-')), 'spool');
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await intake.close();
    rmSync(join(dir, '..'), { recursive: true, force: true });
  });
}

/** What every script begins with: `delivery`, `write(name, value, samples)`, `distribute(values)`. */
const preamble = `
import { existsSync, readdirSync, writeSync } from 'node:fs';
import { Delivery, defaultDeliveryOptions, defaultSpoolBytes } from './delivery.mjs';
const [, , baseUrl, dir, ...rest] = process.argv;
const spool = dir === '' ? undefined : { dir, maxBytes: defaultSpoolBytes };
const retry = { attempts: 5, baseDelayMs: 20, maxDelayMs: 50 };
const open = (given) =>
  new Delivery({ ...defaultDeliveryOptions, baseUrl, apiKey: 'CANARYkey', spool, retry, ...given });
const delivery = open();
const waiting = { signal: new AbortController().signal, deadline: Infinity };
const bucketStart = Math.floor(Date.now() / 10_000) * 10;
const at = { bucketStart, interval: 10 };
const countOf = (name, sum, samples) => {
  const context = { type: 'count', name, host: '', tags: [] };
  return { ...at, type: 'count', context, samples, state: { sum } };
};
const distributionOf = (values) => {
  const context = { type: 'distribution', name: 'd', host: '', tags: [] };
  return { ...at, type: 'distribution', context, samples: values.length, state: { values } };
};
const write = (points) => void delivery.write({ points }, waiting);
const say = (value) => writeSync(1, JSON.stringify(value) + '\\n');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** Whether nothing would be lost by kill -9. */
const isSafe = () => {
  const { retained, adopted, spool } = delivery.stats();
  return retained + adopted.retained === spool.samples && spool.pending === 0;
};
/** Whether files are left, of this process or of others: when they are taken over is up to the machine. */
const isLeft = () => {
  try {
    return readdirSync(dir, { recursive: true }).some((name) => name.endsWith('.payload'));
  } catch {
    // Another process has just removed a folder, or there is none at all.
    return dir !== '' && existsSync(dir);
  }
};
`;

export async function script(name: string, body: string): Promise<string> {
  const path = built.path(`${name}.mjs`);
  await writeFile(path, preamble + body);
  return path;
}

/**
 * A program that runs until it is killed, or done; what it says comes line by line.
 *
 * @param folder of its spool; empty for none.
 */
export function start(
  path: string,
  args: readonly string[] = [],
  folder = dir,
): { child: ChildProcess; lines: string[]; ended: Promise<unknown> } {
  const child = spawn(
    process.execPath,
    ['--unhandled-rejections=strict', path, intake.url, folder, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const lines: string[] = [];
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { child, lines, ended: new Promise((resolve) => child.once('close', resolve)) };
}

export async function untilLines(lines: readonly string[], count: number): Promise<void> {
  while (lines.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Samples of all accepted distributions. */
export function samplesAccepted(): number[] {
  return intake.arrivals
    .filter(({ accepted, path }) => accepted && path.includes('distribution'))
    .flatMap(({ text }) => JSON.parse(text).series)
    .flatMap(({ points }) => points.flatMap(([, values]: [number, number[]]) => values));
}

export function leftFiles(): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.payload'),
  );
}

/** Delivers what others left, and says its account. */
export const adopter = `
while (delivery.stats().adopted.retained > 0 || isLeft()) {
  delivery.hurry();
  await pause(5);
}
say(delivery.stats().adopted);
await delivery.close();
`;
