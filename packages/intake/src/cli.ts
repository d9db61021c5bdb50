import { Command, InvalidArgumentError } from 'commander';
import { payloadLine, refusalLine, startBanner } from './banner.js';
import { isLoopback } from './http/host-name.js';
import { createIntake, type Intake } from './intake.js';
import type { IntakeError } from './intake-error.js';
import type { IntakeRequest } from './requests/intake-request.js';

interface CliOptions {
  port?: number;
  host: string;
  key: string[];
  quiet?: boolean;
}

const program = new Command('intake')
  .description('A local Datadog-compatible intake with a live page.')
  .option('-p, --port <port>', 'port to listen on (default: 8282 or the next free one)', parsePort)
  .option('--host <address>', 'address to listen on; beyond loopback it needs --key', '127.0.0.1')
  .option('-k, --key <key...>', 'API keys to accept (default: any, on loopback)', [])
  .option('-q, --quiet', 'print nothing but errors')
  .action(run);

void program.parseAsync();

async function run(options: CliOptions): Promise<void> {
  const print = options.quiet === true ? () => {} : (line: string) => console.log(line);
  const intake = await startOrExit(options, firstLines(print));
  print(startBanner(intake.url, options.key.length > 0, isLoopback(options.host)));
  const stop = (): void => void intake.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function startOrExit(
  { port, host, key }: CliOptions,
  onRequest: (request: IntakeRequest) => void,
): Promise<Intake> {
  try {
    return await createIntake({ port, host, apiKeys: key, onRequest });
  } catch (error) {
    const { message, code } = error as IntakeError;
    const remedy = code === 'ERR_PORT_TAKEN' ? ': choose another --port, or leave it out' : '';
    console.error(`intake: ${message.replace('createIntake: ', '')}${remedy}`);
    process.exit(1);
  }
}

/** Prints the first payload, and each kind of refusal once. */
function firstLines(print: (line: string) => void): (request: IntakeRequest) => void {
  let accepted = false;
  const refusals = new Set<string>();
  return (request) => {
    const kind = `${request.status} ${request.path}`;
    if (request.errors.length > 0 && !refusals.has(kind)) {
      refusals.add(kind);
      print(refusalLine(request));
    } else if (request.status === 202 && !accepted) {
      accepted = true;
      print(payloadLine(request));
    }
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
}
