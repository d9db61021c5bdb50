import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readEnvironment } from '../environment.js';
import { examine } from './examine.js';
import { formatFinding } from './format-finding.js';

export const doctorUsage = `Usage: dogstats doctor [options]

Looks for what keeps metrics from arriving: Node.js, settings, DNS, TLS, proxy, key, clock.
Settings are read from the environment, as start() does. Sends one point of the metric
dogstats.doctor. Exits 0 when metrics arrive, else 1.

  --json          print the findings as JSON
  --ca <file>     certificates to trust, in PEM
  --timeout <s>   seconds for each check (default: 10)
  --other-sites   show a refused key to Datadog's other sites, to find the one it belongs to
  --help          print this`;

/** @returns the exit code: 0 when metrics arrive, 1 when not, 2 for wrong arguments. */
export async function doctor(args: string[]): Promise<number> {
  let given: ReturnType<typeof parse>;
  try {
    given = parse(args);
  } catch (error) {
    console.error(`dogstats doctor: ${(error as Error).message}\n\n${doctorUsage}`);
    return 2;
  }
  const { json, help, 'other-sites': triesOtherSites } = given;
  if (help) {
    console.log(doctorUsage);
    return 0;
  }
  const patient = {
    env: process.env,
    settings: readEnvironment(process.env),
    ca: given.ca,
    timeoutMs: given.timeoutSeconds * 1000,
    triesOtherSites,
    now: () => Date.now(),
  };
  const findings = await examine(patient, (finding) => {
    if (!json) console.log(formatFinding(finding));
  });
  const failures = findings.filter(({ status }) => status === 'failed').length;
  if (json) console.log(JSON.stringify({ ok: failures === 0, findings }, undefined, 2));
  else console.log(`\n${failures === 0 ? 'Metrics arrive.' : 'Metrics do not arrive.'}`);
  return failures === 0 ? 0 : 1;
}

function parse(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false, short: 'h' },
      'other-sites': { type: 'boolean', default: false },
      ca: { type: 'string' },
      timeout: { type: 'string', default: '10' },
    },
  });
  const timeoutSeconds = Number(values.timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600)) {
    throw new Error(`--timeout takes seconds from 1 to 600, not ${values.timeout}`);
  }
  const ca = values.ca === undefined ? undefined : readFileSync(values.ca, 'utf8');
  return { ...values, ca, timeoutSeconds };
}
