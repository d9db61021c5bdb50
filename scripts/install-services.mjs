// Installs what `services.mjs` lists with apt-get, for `.ci/run` only: nobody's machine is changed by `npm test`.
import { run } from './run.mjs';
import { missingServices } from './services.mjs';

if (process.env.DOGSTATS_INSTALL_SERVICES !== '1') {
  console.error(
    'Set DOGSTATS_INSTALL_SERVICES=1 to let this script install system packages with apt-get.',
  );
  process.exit(1);
}

const packages = missingServices().flatMap((service) => service.packages);
if (packages.length === 0) {
  console.log('All services are on PATH.');
} else {
  console.log(`Installing with apt-get: ${packages.join(' ')}`);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const aptGet = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
    const [command, ...rest] = [...aptGet, ...args];
    const code = await run(command, rest);
    if (code !== 0) process.exit(code);
  }
}

const missing = missingServices().map((service) => service.name);
if (missing.length > 0) {
  console.error(`Still not on PATH: ${missing.join(', ')}`);
  process.exit(1);
}
