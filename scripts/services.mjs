import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The programs that some tests need and npm cannot install: the one list of them.
 * `commands`: the names it may go by on PATH. `variable`: names its file instead, if there is one.
 */
export const services = [
  {
    name: 'chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    variable: 'DOGSTATS_CHROMIUM',
    packages: ['chromium'],
    tests: 'browser tests',
    hint: 'Install chromium, or name a Chromium or Chrome with DOGSTATS_CHROMIUM.',
  },
  {
    name: 'redis-server',
    commands: ['redis-server'],
    packages: ['redis-server'],
    tests: 'tests of the way through Redis',
    hint: 'Install redis-server.',
  },
  {
    name: 'prometheus',
    commands: ['prometheus'],
    packages: ['prometheus'],
    tests: 'tests of remote write to Prometheus and of what it scrapes',
    hint: 'Install prometheus.',
  },
  {
    name: 'victoria-metrics',
    commands: ['victoria-metrics'],
    packages: ['victoria-metrics'],
    tests: 'tests of remote write to VictoriaMetrics',
    hint: 'Install victoria-metrics.',
  },
];

/** The services that are neither on PATH nor named by their variable. */
export function missingServices(env = process.env) {
  return services.filter((service) => fileOf(service, env) === undefined);
}

/** The program of a service: what its variable names, else the first of its commands on PATH. */
export function findService(name, env = process.env) {
  return fileOf(
    services.find((service) => service.name === name),
    env,
  );
}

function fileOf({ commands, variable }, env) {
  if (variable && env[variable]) return env[variable];
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
