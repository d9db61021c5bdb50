import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** All that a machine must have for `npm run demo` and `npm test`, beside the coreutils. */
const required = ['node', 'npm', 'npx', 'git', 'sh'];

const coreutils =
  '[ arch base64 basename cat chmod chown cp cut date dd df dirname du echo env expr false head id install ln ls mkdir mktemp mv nproc od paste printf pwd readlink realpath rm rmdir seq sha256sum sleep sort stat tail tee test timeout touch tr true tty uname uniq wc whoami'.split(
    ' ',
  );

/** How this machine reaches its npm registry, whichever file or variable it comes from. */
const npmSettings = ['registry', 'cafile', 'proxy', 'https-proxy', 'noproxy'];
const networkVariables = /^(NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(https?|no)_proxy)$/i;

/**
 * Makes a machine with nothing on it inside `folder`: an empty home, a PATH of Node, npm, git, sh
 * and the coreutils. Answers the environment to start programs with.
 */
export function bareMachine(folder) {
  const home = join(folder, 'home');
  const bin = join(folder, 'bin');
  const temp = join(folder, 'tmp');
  for (const path of [home, bin, temp]) mkdirSync(path, { recursive: true });

  for (const name of [...required, ...coreutils]) {
    const file = findOnPath(name);
    // npm's command finds its own files next to the real one.
    if (file) symlinkSync(required.includes(name) ? realpathSync(file) : file, join(bin, name));
    else if (required.includes(name)) throw new Error(`${name} is not on PATH`);
  }
  return { HOME: home, PATH: bin, TMPDIR: temp, ...networkEnvironment() };
}

function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

function networkEnvironment() {
  const settings = npmSettings.map((name) => [
    `npm_config_${name.replace('-', '_')}`,
    execFileSync('npm', ['config', 'get', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim(),
  ]);
  const variables = Object.entries(process.env).filter(([name]) => networkVariables.test(name));
  const isSet = ([, value]) => value !== '' && value !== 'null' && value !== 'undefined';
  return Object.fromEntries([...settings, ...variables].filter(isSet));
}
