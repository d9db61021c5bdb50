import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import type { BuiltDelivery } from '../build-delivery.js';

/** A program with a delivery, in a process of its own. */
export interface App {
  readonly child: ChildProcess;
  /** Resolves with the next thing it says. */
  next(): Promise<Record<string, unknown>>;
  readonly ended: Promise<number | null>;
}

const preamble = `
import { writeSync } from 'node:fs';
import { Delivery, defaultDeliveryOptions } from './delivery.mjs';
const [, , baseUrl, dir] = process.argv;
const say = (value) => writeSync(1, JSON.stringify(value) + '\\n');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const retry = { attempts: 5, baseDelayMs: 50, maxDelayMs: 200 };
const spool = dir === '' ? undefined : { dir, maxBytes: 1e8 };
const delivery = new Delivery({ ...defaultDeliveryOptions, baseUrl, apiKey: 'key', spool, retry });
const waiting = { signal: new AbortController().signal, deadline: Infinity };
const newest = Math.floor(Date.now() / 10_000) * 10;
/** A count in a bucket of its own; \`noise\` makes it as large as that. */
const count = (index, noise = '') => delivery.write({ points: [{
  type: 'count', interval: 10, samples: 1, bucketStart: newest - 10 * index, state: { sum: index + 1 },
  context: { type: 'count', name: 'a', host: '', tags: noise === '' ? [] : [noise] },
}] }, waiting);
const stats = () => {
  const { accepted, retained, dropped, spool, errors } = delivery.stats();
  return { accepted, retained, dropped, spool, errors: errors.map(String) };
};
`;

/** Starts a program; \`before\` are the words of a command that runs it, such as a shell's. */
export async function startApp(
  built: BuiltDelivery,
  body: string,
  [url, dir]: readonly [string, string],
  options: { readonly shell?: (command: string) => string; readonly uid?: number } = {},
): Promise<App> {
  const path = built.path('app.mjs');
  await writeFile(path, preamble + body);
  const words = [process.execPath, '--unhandled-rejections=strict', path, url, dir];
  const command = words.map((word) => `'${word}'`).join(' ');
  const child = spawn('sh', ['-c', options.shell?.(command) ?? `exec ${command}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(options.uid === undefined ? {} : { uid: options.uid }),
  });
  const lines: string[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  return {
    child,
    ended,
    async next() {
      while (lines.length === 0) {
        if (isOver) throw new Error('the program ended without a word');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return JSON.parse(lines.shift() ?? '{}');
    },
  };
}
