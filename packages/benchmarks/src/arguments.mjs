import { parseArgs } from 'node:util';

export const usage = `npm run bench -- [options]

  --only TEXT      only rows whose name holds TEXT; may be repeated
  --rounds N       rounds, each in fresh processes (default 5)
  --samples N      samples in each process (default 3)
  --sample-ms N    CPU time of a sample in milliseconds, at least 100 (default 150)
  --node PATH      measure ours and the floors under another Node.js as well; may be repeated
  --write-docs     put the tables into docs/performance.md
  --list           list the rows
  --help           this text`;

/** @throws {Error} on anything that can't be used. */
export function readArguments(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '5' },
      samples: { type: 'string', default: '3' },
      'sample-ms': { type: 'string', default: '150' },
      node: { type: 'string', multiple: true, default: [] },
      'write-docs': { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { only } = values;
  if (only.length > 0 && values['write-docs'])
    throw new Error('--write-docs takes a run of all rows, so not with --only');
  return {
    wanted: (name) => only.length === 0 || only.some((text) => name.includes(text)),
    settings: {
      rounds: wholeNumber('--rounds', values.rounds, 1),
      samples: wholeNumber('--samples', values.samples, 1),
      sampleMs: wholeNumber('--sample-ms', values['sample-ms'], 100),
    },
    otherNodes: values.node,
    writeDocs: values['write-docs'],
    list: values.list,
    help: values.help,
  };
}

function wholeNumber(option, text, least) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} must be a whole number from ${least} on, not "${text}"`);
}
