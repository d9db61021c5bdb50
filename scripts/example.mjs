// Runs one of the examples by itself, against a local intake unless DD_URL or DD_API_KEY say otherwise.
import {
  descriptionOf,
  exampleNames,
  needsFramework,
  planOf,
} from '../examples/runner/examples.mjs';
import { variableOf } from '../examples/runner/services.mjs';
import { bootstrap, toRun } from './bootstrap.mjs';
import { build } from './build.mjs';
import { become } from './run.mjs';
import { missingServices } from './services.mjs';

function usage() {
  const names = exampleNames();
  const width = Math.max(...names.map((each) => each.length));
  const lines = names.map((each) => `  ${each.padEnd(width)}  ${descriptionOf(each)}`);
  return `Usage: npm run example -- [--stay] <name> [arguments of the example]

  --stay  keeps the page of the intake, and a server, until Ctrl-C

${lines.join('\n')}`;
}

const [first, ...rest] = process.argv.slice(2);
const stay = first === '--stay';
const [name, ...args] = stay ? rest : [first, ...rest];
if (name === '--help') {
  console.log(usage());
  process.exit(0);
}
if (!exampleNames().includes(name)) {
  if (name !== undefined) console.error(`No example is named ${name}.\n`);
  console.error(usage());
  process.exit(2);
}

const { services } = planOf(name);
for (const service of missingServices().filter((each) => services.includes(each.name))) {
  const variable = variableOf(service.name);
  if (process.env[variable]) continue;
  const [debian] = service.packages;
  console.error(
    `${name} needs ${service.name}: install it (apt-get install ${debian}), or name one with ${variable}.`,
  );
  process.exit(1);
}

// Frameworks are no dependencies of ours: they come with an install for development.
const framework = needsFramework(name);
await bootstrap(framework ? {} : { filter: toRun });
const project = framework ? 'examples/tsconfig.frameworks.json' : 'examples';
await build(['packages/dogstats', 'packages/intake', project]);
await become('examples/runner/main.mjs', [stay ? '--stay' : '--once', name, ...args]);
