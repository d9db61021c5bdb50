// What examples there are, and how each of them is run. Node built-ins only: nothing is installed yet.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

const folder = join(root, 'examples', 'src');

/** Names of all examples. */
export function exampleNames() {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'main.ts')))
    .sort();
}

/** What an example shows, in one line: the first one of text in its README.md. */
export function descriptionOf(name) {
  const file = join(folder, name, 'README.md');
  if (!existsSync(file)) return '';
  return /^[^#\s].*$/m.exec(readFileSync(file, 'utf8'))?.[0] ?? '';
}

/**
 * How an example is run: its `example.json`, for those that are more than `node main.js`.
 *
 * @typedef {object} Plan
 * @property {Run[]} runs One after the other, each with a column of its own in the table.
 * @property {boolean} intake False for those that start an intake of their own.
 * @property {import('@dogstats/intake').Seed | undefined} seed What the intake holds before.
 * @property {string[]} services Programs that it needs, such as `redis-server`.
 * @property {string[]} temporaryFolders Variables that name a folder, made for the run.
 * @property {Record<string, number>} visits Paths and how often each is asked for, once it listens.
 * @property {number} listeners Processes that have to listen before.
 * @property {string | undefined} endAfter What it prints when it may be ended.
 *
 * @typedef {object} Run
 * @property {string} title
 * @property {string} file Without an ending.
 * @property {string[]} nodeArguments
 * @property {Record<string, string>} env
 * @property {boolean} agent Whether it sends to an Agent.
 *
 * @returns {Plan}
 */
export function planOf(name) {
  const file = join(folder, name, 'example.json');
  const { runs = [{}], ...plan } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return {
    intake: true,
    seed: undefined,
    services: [],
    temporaryFolders: [],
    visits: {},
    listeners: 1,
    endAfter: undefined,
    ...plan,
    runs: runs.map((run) => ({
      title: 'held',
      file: 'main',
      nodeArguments: [],
      env: {},
      agent: false,
      ...run,
    })),
  };
}

/** Whether an example needs what only an install for development has: a framework. */
export function needsFramework(name) {
  const config = join(root, 'examples', 'tsconfig.frameworks.json');
  return JSON.parse(readFileSync(config, 'utf8')).include.includes(`src/${name}`);
}
