import { doctor, doctorUsage } from './doctor/command.js';
import { metadata, metadataUsage } from './metadata/command.js';

const usage = `Usage: dogstats <command>

  doctor    look for what keeps metrics from arriving
  metadata  tell Datadog units and descriptions of your metrics, or print them

dogstats help <command> has the options of each.`;

interface Command {
  readonly run: (args: string[]) => Promise<number>;
  readonly usage: string;
}

const commands: ReadonlyMap<string | undefined, Command> = new Map([
  ['doctor', { run: doctor, usage: doctorUsage }],
  ['metadata', { run: metadata, usage: metadataUsage }],
]);

const [name, ...args] = process.argv.slice(2);

void run().then((code) => {
  process.exitCode = code;
});

async function run(): Promise<number> {
  const command = commands.get(name);
  if (command !== undefined) return command.run(args);
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(commands.get(args[0])?.usage ?? usage);
    return 0;
  }
  console.error(name === undefined ? usage : `dogstats: no command ${name}\n\n${usage}`);
  return 2;
}
