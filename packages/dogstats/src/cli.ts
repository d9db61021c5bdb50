import { doctor, doctorUsage } from './doctor/command.js';

const usage = `Usage: dogstats <command>

  doctor    look for what keeps metrics from arriving; doctor --help has its options`;

const [command, ...args] = process.argv.slice(2);

void run().then((code) => {
  process.exitCode = code;
});

async function run(): Promise<number> {
  if (command === 'doctor') return doctor(args);
  if (command === '--help' || command === '-h' || command === 'help') {
    console.log(args[0] === 'doctor' ? doctorUsage : usage);
    return 0;
  }
  console.error(command === undefined ? usage : `dogstats: no command ${command}\n\n${usage}`);
  return 2;
}
