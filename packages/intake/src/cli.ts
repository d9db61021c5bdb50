import { Command, InvalidArgumentError } from 'commander';
import { payloadLine, refusalLine, startBanner } from './banner.js';
import { type FaultRule, parseFaultRule } from './faults/fault-rule.js';
import { isLoopback } from './http/host-name.js';
import { createIntake, type Intake } from './intake.js';
import type { IntakeError } from './intake-error.js';
import { parseRateLimit, type RateLimit } from './rate-limit.js';
import type { IntakeRequest } from './requests/intake-request.js';

interface CliOptions {
  port?: number;
  host: string;
  key: string[];
  fault: FaultRule[];
  rateLimit?: RateLimit;
  quiet?: boolean;
}

const program = new Command('intake')
  .description('A local Datadog-compatible intake with a live page.')
  .option('-p, --port <port>', 'port to listen on (default: 8282 or the next free one)', parsePort)
  .option('--host <address>', 'address to listen on; beyond loopback it needs --key', '127.0.0.1')
  .option('-k, --key <key...>', 'API keys to accept (default: any, on loopback)', [])
  .option(
    '--fault <rule>',
    'make requests fail: 503, reset, hang, or a rule such as \'{"status":429,"probability":0.1}\'; may be given again',
    addFault,
    [],
  )
  .option(
    '--rate-limit <requests/seconds>',
    'limit queries and management, such as 100/3600',
    readRateLimit,
  )
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
  { port, host, key, fault, rateLimit }: CliOptions,
  onRequest: (request: IntakeRequest) => void,
): Promise<Intake> {
  try {
    const intake = await createIntake({ port, host, apiKeys: key, rateLimit, onRequest });
    intake.addFaults(...fault);
    return intake;
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

function addFault(text: string, before: FaultRule[]): FaultRule[] {
  try {
    return [...before, parseFaultRule(faultOf(text))];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** A status, the name of a fault that needs no more, or a rule in JSON. */
function faultOf(text: string): unknown {
  if (/^\d+$/.test(text)) return { status: Number(text) };
  if (/^\w+$/.test(text)) return { [text]: true };
  return JSON.parse(text);
}

function readRateLimit(text: string): RateLimit {
  const limit = parseRateLimit(text);
  if (limit !== undefined) return limit;
  throw new InvalidArgumentError('it is requests/seconds, both whole numbers from 1.');
}
