import { address } from './address.js';
import type { Check, Finding } from './check.js';
import { clock } from './clock.js';
import { key } from './key.js';
import { keySetting } from './key-setting.js';
import { nameLookUp } from './name-look-up.js';
import { nodeVersion } from './node-version.js';
import type { Patient } from './patient.js';
import { proxy } from './proxy.js';
import { settings } from './settings.js';
import { testPoint } from './test-point.js';
import { tls } from './tls.js';

/** In the order in which one depends on the other. */
const checks: readonly Check[] = [
  nodeVersion,
  settings,
  keySetting,
  address,
  proxy,
  nameLookUp,
  tls,
  key,
  clock,
  testPoint,
];

/** Runs all checks, and tells each finding as soon as there is one. */
export async function examine(
  patient: Patient,
  tell: (finding: Finding) => void,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = { check: check.name, ...(await check.run(patient)) };
    findings.push(finding);
    tell(finding);
  }
  return findings;
}
